#pragma once

#include "study/distribution.hpp"
#include "study/search_keys.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// \file population.hpp
/// The decisions of population based training [Jaderberg2017, Keshtkaran2022], apart from any
/// training: a population of workers is compared after every generation, the worse half takes over
/// weights and hyperparameters of the better one, and changes the latter a little.
namespace npd::study {

/// A number that the population changes.
struct Hyperparameter {
  std::string key;
  Perturbation perturbation;
  Limits limits;  ///< without any: from 0 to infinity
};

/// Where the random decisions of a generation come from.
class Chance {
 public:
  virtual ~Chance() = default;

  /// 0 .. count - 1 in random order.
  virtual std::vector<std::size_t> order(std::size_t count) = 0;
  virtual double uniform() = 0;  ///< in [0, 1)
  virtual bool coin() = 0;
};

/// Chance of a generation: PCG64 of (study seed, generation), so that it depends on nothing else.
class GenerationChance final : public Chance {
 public:
  GenerationChance(std::uint64_t study_seed, std::uint64_t generation)
      : random_(seed_sequence({study_seed, generation})) {}

  std::vector<std::size_t> order(std::size_t count) override;
  double uniform() override { return random_.uniform(); }
  bool coin() override { return random_.at_most(1) == 1; }

 private:
  Pcg64 random_;
};

/// The seed of a worker's training in one generation.
std::int64_t training_seed(std::uint64_t study_seed, std::uint64_t worker,
                           std::uint64_t generation);

/// A worker at the end of a generation.
struct Contestant {
  double loss = 0;  ///< smaller is better; NaN loses to any number
  std::vector<double> values;
  bool lost = false;  ///< has no weights to go on from
};

/// What a generation meant for one worker.
struct Fate {
  enum class Role { winner, loser, bye };
  Role role = Role::bye;
  std::optional<std::size_t> opponent;
  std::size_t weights_from = 0;  ///< the worker whose weights it goes on with
  std::vector<double> values;    ///< with which it goes on
};

/// One try to change a value.
struct Attempt {
  std::size_t loser = 0, winner = 0, hyperparameter = 0;
  int number = 1;
  double factor = 1, candidate = 0;
  bool accepted = false;
};

struct Tournament {
  std::vector<std::size_t> order;
  std::vector<Fate> fates;  ///< of the workers
  std::vector<Attempt> attempts;
};

/// Pairs the workers, order[i] with order[n - n/2 + i], and lets each loser take over. The first of
/// a pair wins if it is strictly better, else the second; NaN loses, and two NaN leave each other
/// alone. All of an exploit comes from what the workers were before. A worker that has no weights
/// and no winner takes those of the best one.
Tournament play(const std::vector<Contestant>& workers,
                const std::vector<Hyperparameter>& hyperparameters, Chance& chance);

/// Whether training has come to rest.
struct Rest {
  std::optional<double> improvement;  ///< nothing before the window is full
  bool stop = false;
};

/// Over the best losses of the last `patience` generations: (first - smallest) / mean size; at rest
/// if that is at most `least`.
/// \param best  the best loss of each generation so far
Rest at_rest(const std::vector<double>& best, std::size_t patience, double least);

/// The smallest loss and its first worker, NaN left out; nothing if all are NaN.
std::optional<std::size_t> best_worker(const std::vector<Contestant>& workers);

}  // namespace npd::study
