#pragma once

/// \file api.hpp
/// Visibility. Everything in npd is built with hidden symbols; NPD_API marks what must be one and
/// the same thing on both sides of a library boundary: exception types and the plugin descriptor.
#define NPD_API __attribute__((visibility("default")))
