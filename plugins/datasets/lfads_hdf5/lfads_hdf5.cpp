/// \file lfads_hdf5.cpp
/// The plugin library: data files that others have written.
#include "dataset.hpp"

NPD_DATASET(lfads_hdf5::LfadsHdf5, "lfads_hdf5", "0.1.0",
            "Trials from an HDF5 file in the layout of lfads-torch")
