// CMake precompiles headers for a source that uses them: this one, on behalf of all tests.
