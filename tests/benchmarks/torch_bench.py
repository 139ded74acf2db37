"""How long a training step takes in plain PyTorch: the counterpart of `npd bench`, which measures
the same step with the same sizes and prints the same JSON lines."""

import argparse
import json
import math
import os
import statistics
import time

# Two pools of threads, OpenBLAS's and OpenMP's, wait for each other when both have several.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import torch

import lfads_in_torch as lfads
import models

CD_RATE, DROPOUT_RATE, GRADIENT_CLIP = 0.3, 0.3, 200.0
WARM_UP_STEPS = 2


class Data:
    """Random counts of about 0.1 spikes a bin, with made-up true rates."""

    def __init__(self, batch, bins, neurons, external):
        torch.manual_seed(0)
        self.spikes = torch.poisson(torch.full((batch, bins, neurons), 0.1))
        self.external = torch.ones(batch, bins, external)
        self.rates = 0.1 + 0.01 * self.spikes


def bits_per_spike(log_rates, counts):
    rates = counts.mean(dim=(0, 1), keepdim=True).expand_as(counts)
    null = torch.nn.functional.poisson_nll_loss(torch.log(rates + 1e-8), counts, full=True,
                                                reduction="sum")
    nll = torch.nn.functional.poisson_nll_loss(log_rates, counts, full=True, reduction="sum")
    return (null - nll) / (counts.sum() * math.log(2))


def rate_r2(log_rates, rates):
    residual = ((rates - torch.exp(log_rates)) ** 2).sum(dim=(0, 1))
    total = ((rates - rates.mean(dim=(0, 1))) ** 2).sum(dim=(0, 1))
    return (1 - residual / total).mean()


class Trainer:
    def __init__(self, model, data):
        self.model, self.data = model, data
        self.draws = lfads.TorchDraws(DROPOUT_RATE)
        trained = [p for p in model.parameters() if p.requires_grad]
        self.optimiser = torch.optim.AdamW(trained, lr=1e-4, eps=1e-7, weight_decay=0.0)

    def step(self):
        """Masks, forward, backward, clipping, AdamW and the measures of fit."""
        loss, output = self.model.training_loss(self.data.spikes, self.data.external, self.draws,
                                                CD_RATE, ramp=1 / 81)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), GRADIENT_CLIP)
        self.optimiser.step()
        with torch.no_grad():
            log_rates = output["log_rates"].detach()
            bits_per_spike(log_rates, self.data.spikes).item()
            rate_r2(log_rates, self.data.rates).item()
        return loss.item()


def sample_posterior(model, data, samples):
    """Averages of every output. As in lfads-torch, a sample is a pass of the whole model."""
    draws = lfads.SampleDraws()
    sums = {}
    with torch.no_grad():
        for _ in range(samples):
            output = model(data.spikes, data.external, draws)
            output["rates"] = torch.exp(output.pop("log_rates"))
            sums = {name: sums.get(name, 0) + x for name, x in output.items()}
    return {name: x / samples for name, x in sums.items()}


def timed(work):
    """Seconds by the clock and of the processor that `work` takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def measure(name, options):
    model = models.make(name, options.neurons)
    data = Data(options.batch, options.bins, options.neurons, model.size.external)
    trainer = Trainer(model, data)
    for _ in range(WARM_UP_STEPS):
        trainer.step()
    times = [timed(trainer.step) for _ in range(options.steps)]
    assert math.isfinite(trainer.step())
    wall = [1e3 * step[0] for step in times]
    result = {"model": name, "engine": "pytorch", "threads": options.threads,
              "median_ms": round(statistics.median(wall), 2), "least_ms": round(min(wall), 2),
              "cpu_ms": round(1e3 * statistics.median(step[1] for step in times), 2)}
    if options.samples > 0:
        wall, cpu = timed(lambda: sample_posterior(model, data, options.samples))
        result.update(samples=options.samples, sampling_ms=round(1e3 * wall, 2),
                      sampling_cpu_ms=round(1e3 * cpu, 2))
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=models.NAMES, help="default: all")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=5, help="measured, after two that are not")
    parser.add_argument("--samples", type=int, default=0,
                        help="posterior samples of a batch to measure, too")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--bins", type=int, default=100)
    parser.add_argument("--neurons", type=int, default=30)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    for name in [options.model] if options.model else models.NAMES:
        print(json.dumps(measure(name, options)), flush=True)


main()
