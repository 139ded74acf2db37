#pragma once

#include "sequence/buffers.hpp"
#include "sequence/phase_times.hpp"
#include "sequence/thread_pool.hpp"

#include <npd/kernel.hpp>
#include <npd/module.hpp>
#include <npd/panel.hpp>

#include <cstdint>
#include <vector>

/// \file panel_batch.hpp
/// How a batch is cut into panels, and the memory that a panel's sequence needs.
namespace npd::sequence {

/// What all fused operations of a model share.
struct Workspace {
  Workspace(std::int64_t trials, int thread_count) : panel_trials(trials), threads(thread_count) {}

  std::int64_t panel_trials;  ///< of a panel, at most
  ThreadPool threads;
  BufferPool buffers;
  PhaseClock clock;
};

/// A batch in panels of nearly equal size. The cut depends on nothing but its two sizes, so that
/// sums over panels, in their order, do not depend on the number of threads.
class PanelCut {
 public:
  PanelCut(std::int64_t batch, std::int64_t largest)
      : batch_(batch), count_((batch + largest - 1) / largest) {}

  std::int64_t batch() const { return batch_; }
  std::int64_t count() const { return count_; }
  std::int64_t first(std::int64_t panel) const { return batch_ * panel / count_; }
  std::int64_t trials(std::int64_t panel) const { return first(panel + 1) - first(panel); }
  std::int64_t largest() const { return (batch_ + count_ - 1) / count_; }

 private:
  std::int64_t batch_, count_;
};

/// The memory of one panel from bin to bin: `rows` floats a trial for each bin and one bin more.
/// Without a tape only two bins at a time are kept.
class PanelTape {
 public:
  PanelTape(float* data, std::int64_t rows, std::int64_t trials, std::int64_t bins)
      : data_(data), rows_(rows), trials_(trials), bins_(bins) {}

  /// Some rows of a bin, as a panel.
  Panel panel(std::int64_t bin, std::int64_t first, std::int64_t count) const {
    return {data_ + ((bin % bins_) * rows_ + first) * trials_, count, trials_};
  }

  /// Has this thread's next products bring a bin, left long ago, near the processor.
  void fetch(std::int64_t bin) const {
    const Panel all = panel(bin, 0, rows_);
    detail::fetch_while_multiplying(all.data, all.size());
  }

 private:
  float* data_;
  std::int64_t rows_, trials_, bins_;
};

/// The tapes of all panels.
class BatchTape {
 public:
  BatchTape(BufferPool& buffers, const PanelCut& cut, std::int64_t rows, std::int64_t time,
            bool kept)
      : cut_(cut),
        rows_(rows),
        bins_(kept ? time + 1 : 2),
        buffer_(buffers.take(rows * bins_ * cut.batch())) {}

  PanelTape operator[](std::int64_t panel) const {
    return {buffer_.get() + rows_ * bins_ * cut_.first(panel), rows_, cut_.trials(panel), bins_};
  }

 private:
  PanelCut cut_;
  std::int64_t rows_, bins_;
  Buffer buffer_;
};

/// Memory of use within one task: one block of floats for each thread.
class ThreadScratch {
 public:
  ThreadScratch(Workspace& workspace, std::int64_t size)
      : size_((size + 15) / 16 * 16),
        buffer_(workspace.buffers.take(size_ * workspace.threads.threads())) {}

  float* operator[](int thread) const { return buffer_.get() + size_ * thread; }

 private:
  std::int64_t size_;
  Buffer buffer_;
};

/// The weights of a module that are trained, in its order.
std::vector<Tensor> trained_weights(const Module& module);

/// Gradients of some weights: each panel adds to its own, and they are summed in panel order.
class PanelGradients {
 public:
  PanelGradients(BufferPool& buffers, const std::vector<Tensor>& weights, std::int64_t panels);

  /// Where a panel adds the gradient of each weight.
  WeightGradients of(std::int64_t panel) const;

  /// The sums, shaped as the weights.
  std::vector<Tensor> sum() const;

 private:
  std::vector<Tensor> weights_;
  std::int64_t panels_, size_ = 0;
  Buffer buffer_;
};

}  // namespace npd::sequence
