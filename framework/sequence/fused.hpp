#pragma once

#include "sequence/autograd.hpp"
#include "sequence/panel_batch.hpp"

#include <cstdint>
#include <memory>

namespace npd::sequence {

/// The fast form: the batch is cut into panels, a panel's whole sequence runs on one thread, the
/// gradients are written by hand. Values and gradients are those of AutogradOperations up to
/// rounding, the same bits for any number of threads. What has no kernel, and everything in
/// float64, goes the way of AutogradOperations.
class FusedOperations final : public Operations {
 public:
  /// \param panel_trials  trials of a panel, at most; changes the rounding of sums
  /// \param threads       0: one for each core
  /// \param sharded       a training batch is cut into shards of one panel. A step then needs the
  ///                      memory of as many shards as there are threads, and all of it is done
  ///                      side by side; but the generator and the readout must have kernels
  FusedOperations(std::int64_t panel_trials, int threads, bool sharded = false);

  std::int64_t shard_trials() const override { return sharded_ ? workspace_->panel_trials : 0; }
  int threads() const override { return workspace_->threads.threads(); }
  std::optional<PhaseTimes> times() const override { return workspace_->clock.times(); }
  void for_each(std::int64_t tasks, const std::function<void(std::int64_t)>& work) override;
  void release_memory() override { workspace_->buffers.clear(); }

  Tensor summarise(const BidirectionalGru& gru, const Tensor& inputs) override;
  Tensor encode(const BidirectionalGru& gru, const Tensor& inputs, std::int64_t lag) override;
  Tensor sum_encoded(const Controller& controller, const Tensor& encoded) override;
  Decoded decode(const Controller& controller, Generator& generator,
                 const DecoderInputs& inputs) override;
  Tensor decode_samples(const Controller& controller, Generator& generator,
                        const DecoderInputs& inputs, Decoded& sums) override;
  Tensor moments(Readout& readout, const Tensor& factors, std::int64_t outputs,
                 OutputDistribution distribution) override;
  Reconstruction reconstruct(Readout& readout, const Tensor& factors,
                             const Target& target) override;

 private:
  std::shared_ptr<Workspace> workspace_;  // shared with what autograd has recorded
  AutogradOperations autograd_;
  bool sharded_;
};

}  // namespace npd::sequence
