#include "study/population.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace npd::study {
namespace {

// A change is at least this part of the width.
constexpr double least_part = 0.002;

double factor(const Perturbation& perturbation, Chance& chance) {
  const double width = perturbation.width;
  const double most = perturbation.logarithmic ? std::log1p(width) : width;
  const double least =
      perturbation.logarithmic ? std::log1p(least_part * width) : least_part * width;
  // Both are drawn before the sign, as in the original.
  const double up = least + (most - least) * chance.uniform();
  const double down = -most + (most - least) * chance.uniform();
  const double step = chance.coin() ? down : up;
  return perturbation.logarithmic ? std::exp(step) : 1 + step;
}

class Game {
 public:
  Game(const std::vector<Contestant>& workers, const std::vector<Hyperparameter>& hyperparameters,
       Chance& chance)
      : workers_(workers), hyperparameters_(hyperparameters), chance_(chance) {}

  Tournament play() {
    const std::size_t count = workers_.size(), pairs = count / 2;
    for (std::size_t i = 0; i < count; ++i) {
      result_.fates.push_back({Fate::Role::bye, std::nullopt, i, workers_[i].values});
    }
    result_.order = chance_.order(count);
    for (std::size_t i = 0; i < pairs; ++i) {
      meet(result_.order[i], result_.order[count - pairs + i]);
    }
    replace_lost();
    return std::move(result_);
  }

 private:
  void meet(std::size_t first, std::size_t second) {
    const double a = workers_[first].loss, b = workers_[second].loss;
    result_.fates[first].opponent = second;
    result_.fates[second].opponent = first;
    if (std::isnan(a) && std::isnan(b)) return;
    const bool first_wins = std::isnan(b) || a < b;
    take_over(first_wins ? second : first, first_wins ? first : second);
    result_.fates[first_wins ? first : second].role = Fate::Role::winner;
  }

  void replace_lost() {
    const auto best = best_worker(workers_);
    for (std::size_t i = 0; best && i < workers_.size(); ++i) {
      if (workers_[i].lost && result_.fates[i].role == Fate::Role::bye) take_over(i, *best);
    }
  }

  void take_over(std::size_t loser, std::size_t winner) {
    Fate& fate = result_.fates[loser];
    fate.role = Fate::Role::loser;
    fate.weights_from = winner;
    for (std::size_t h = 0; h < hyperparameters_.size(); ++h) {
      fate.values[h] = explored(loser, winner, h);
    }
  }

  double explored(std::size_t loser, std::size_t winner, std::size_t h) {
    const double old = workers_[winner].values[h];
    const auto& [key, perturbation, limits] = hyperparameters_[h];
    for (int number = 1;; ++number) {
      const double by = factor(perturbation, chance_);
      double candidate = old * by;
      if (number > most_attempts) candidate = limits.clip(candidate);
      const bool accepted = limits.hold(candidate);
      result_.attempts.push_back({loser, winner, h, number, by, candidate, accepted});
      if (accepted) return candidate;
    }
  }

  const std::vector<Contestant>& workers_;
  const std::vector<Hyperparameter>& hyperparameters_;
  Chance& chance_;
  Tournament result_;
};

}  // namespace

std::vector<std::size_t> GenerationChance::order(std::size_t count) {
  std::vector<std::size_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  for (std::size_t i = count; i-- > 1;) {
    std::swap(numbers[i], numbers[random_.at_most(static_cast<std::uint32_t>(i))]);
  }
  return numbers;
}

std::int64_t training_seed(std::uint64_t study_seed, std::uint64_t worker,
                           std::uint64_t generation) {
  return Pcg64(seed_sequence({study_seed, worker, generation})).next_32() >> 1;
}

Tournament play(const std::vector<Contestant>& workers,
                const std::vector<Hyperparameter>& hyperparameters, Chance& chance) {
  return Game(workers, hyperparameters, chance).play();
}

Rest at_rest(const std::vector<double>& best, std::size_t patience, double least) {
  if (best.size() < patience) return {};
  const auto window = best.end() - static_cast<std::ptrdiff_t>(patience);
  double size = 0;
  for (auto loss = window; loss != best.end(); ++loss) size += std::abs(*loss);
  size /= static_cast<double>(patience);
  const double improvement = (*window - *std::min_element(window, best.end())) / size;
  return {improvement, improvement <= least};
}

std::optional<std::size_t> best_worker(const std::vector<Contestant>& workers) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    if (std::isnan(workers[i].loss)) continue;
    if (!best || workers[i].loss < workers[*best].loss) best = i;
  }
  return best;
}

}  // namespace npd::study
