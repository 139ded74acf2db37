/// \file murray.cpp
/// The components of the library.
#include "datasets.hpp"

NPD_PLUGIN(
    npd::component<murray::TwoArea<murray::PositiveFeedback, false>>(
        "murray_rec_pfc", "0.1.0", "PPC and PFC with positive feedback at pulse discrimination"),
    npd::component<murray::TwoArea<murray::PositiveFeedback, true>>(
        "murray_rec_pfc_ext", "0.1.0", "murray_rec_pfc whose model is given the true inputs"),
    npd::component<murray::TwoArea<murray::NegativeFeedback, false>>(
        "murray_recnf_pfc", "0.1.0", "PPC and PFC with negative feedback at pulse discrimination"),
    npd::component<murray::TwoArea<murray::NegativeFeedback, true>>(
        "murray_recnf_pfc_ext", "0.1.0", "murray_recnf_pfc whose model is given the true inputs"),
    npd::component<murray::SingleArea>("murray_single_area", "0.1.0",
                                       "One area alone at pulse discrimination"))
