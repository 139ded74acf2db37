"""LFADS in plain PyTorch modules, loops over bins in Python: what npd is compared with in speed.

It computes the same as npd's model, draw by draw; check_golden.py holds it against the original's
numbers. Where one form of a thing is quicker than another in PyTorch, it is the quicker one.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F


class TorchDraws:
    """Noise and dropout as PyTorch draws them. `name` and `bin` tell which draw of a step it is."""

    def __init__(self, dropout_rate):
        self.dropout_rate = dropout_rate

    def normal(self, name, like, bin=None):
        return torch.randn_like(like)

    def dropout(self, name, x, bin=None):
        return F.dropout(x, self.dropout_rate)

    def keep_mask(self, name, x, keep):
        return torch.empty_like(x).bernoulli_(keep)


class SampleDraws(TorchDraws):
    """For posterior samples: noise, but no dropout."""

    def __init__(self):
        super().__init__(0.0)

    def dropout(self, name, x, bin=None):
        return x


def scaled_normal(rows, columns, fan_in):
    return nn.Parameter(torch.randn(rows, columns) / math.sqrt(fan_in))


def linear(inputs, outputs):
    layer = nn.Linear(inputs, outputs)
    nn.init.normal_(layer.weight, std=1 / math.sqrt(inputs))
    nn.init.zeros_(layer.bias)
    return layer


def gelu_network(inputs, hidden, outputs):
    return nn.Sequential(nn.Linear(inputs, hidden), nn.GELU(), nn.Linear(hidden, hidden), nn.GELU(),
                         nn.Linear(hidden, outputs))


class ClippedGRUCell(nn.Module):
    def __init__(self, inputs, units, clip=5.0):
        super().__init__()
        self.units, self.clip = units, clip
        self.weight_ih = scaled_normal(3 * units, inputs, max(inputs, 1))
        self.weight_hh = scaled_normal(3 * units, units, units)
        self.bias_ih = nn.Parameter(torch.cat([torch.ones(2 * units), torch.zeros(units)]))
        self.bias_hh = nn.Parameter(torch.zeros(3 * units), requires_grad=False)

    def forward(self, x, h):
        parts = [2 * self.units, self.units]
        gates_weight, candidate_weight = self.weight_hh.split(parts)
        gates_bias, candidate_bias = self.bias_hh.split(parts)
        x_gates, x_candidate = F.linear(x, self.weight_ih, self.bias_ih).split(parts, dim=1)
        gates = torch.sigmoid(x_gates + F.linear(h, gates_weight, gates_bias))
        z, r = gates.chunk(2, dim=1)
        n = torch.tanh(x_candidate + F.linear(r * h, candidate_weight, candidate_bias))
        return torch.clamp(z * h + (1 - z) * n, -self.clip, self.clip)


class LowRankCell(nn.Module):
    def __init__(self, inputs, units, rank, alpha=0.2):
        super().__init__()
        self.alpha = alpha
        self.wi = scaled_normal(inputs, units, max(inputs, 1))
        self.m = scaled_normal(units, rank, rank)
        self.n = scaled_normal(units, rank, 1)
        self.b = nn.Parameter(torch.zeros(1, units))

    def forward(self, u, g):
        recurrent = torch.tanh(g + self.b) @ self.n @ self.m.T
        return g + self.alpha * (-g + u @ self.wi + recurrent)


class MLPCell(nn.Module):
    def __init__(self, inputs, units, hidden=128, scale=0.1):
        super().__init__()
        self.scale = scale
        self.network = gelu_network(units, hidden, units)
        self.input_proj = nn.Linear(inputs, units)

    def forward(self, u, g):
        return g + self.scale * (self.network(g) + self.input_proj(u))


class FlowReadout(nn.Module):
    def __init__(self, factors, neurons, hidden=128, steps=20, step_size=0.1):
        super().__init__()
        self.padding, self.steps, self.step_size = neurons - factors, steps, step_size
        self.network = gelu_network(neurons, hidden, neurons)

    def forward(self, factors):
        y = F.pad(factors, (0, self.padding))
        for _ in range(self.steps):
            y = y + self.step_size * self.network(y)
        return y


class ClippedGRU(nn.Module):
    def __init__(self, inputs, units, clip):
        super().__init__()
        self.cell = ClippedGRUCell(inputs, units, clip)
        self.h_0 = nn.Parameter(torch.zeros(1, units))

    def forward(self, bins):
        h = self.h_0.expand(bins[0].shape[0], -1)
        states = []
        for x in bins:
            h = self.cell(x, h)
            states.append(h)
        return states


class BidirectionalClippedGRU(nn.Module):
    """States of both directions, each a list in the order of the bins."""

    def __init__(self, inputs, units, clip):
        super().__init__()
        self.fwd_rnn = ClippedGRU(inputs, units, clip)
        self.bwd_rnn = ClippedGRU(inputs, units, clip)

    def forward(self, x):
        bins = x.unbind(1)
        return self.fwd_rnn(bins), self.bwd_rnn(bins[::-1])[::-1]


class GaussianPrior(nn.Module):
    def __init__(self, dim, variance):
        super().__init__()
        self.mean = nn.Parameter(torch.zeros(dim))
        self.logvar = nn.Parameter(torch.full((dim,), math.log(variance)), requires_grad=False)

    def kl(self, mean, std):
        precision = torch.exp(-self.logvar)
        ratio = std**2 * precision
        kl = 0.5 * (ratio + (mean - self.mean) ** 2 * precision - 1 - torch.log(ratio))
        return kl.sum(-1).mean()


class Encoder(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size
        if not size.frozen:
            self.ic_enc = BidirectionalClippedGRU(size.neurons, size.ic_enc, size.clip)
            self.ic_linear = linear(2 * size.ic_enc, 2 * size.state)
        if size.co > 0:
            self.ci_enc = BidirectionalClippedGRU(size.neurons, size.ci_enc, size.clip)

    def forward(self, spikes, draws):
        seen = draws.dropout("enc_data", spikes)
        return (*self.initial_condition(seen, draws), self.controller_inputs(seen))

    def initial_condition(self, seen, draws):
        if self.size.frozen:
            mean = seen.new_zeros(seen.shape[0], self.size.state)
            return mean, torch.full_like(mean, math.sqrt(self.size.prior_variance))
        forward, backward = self.ic_enc(seen)
        last = draws.dropout("ic_h_n", torch.cat([forward[-1], backward[0]], dim=1))
        mean, logvar = self.ic_linear(last).chunk(2, dim=1)
        return mean, torch.sqrt(torch.exp(logvar) + self.size.variance_floor)

    def controller_inputs(self, seen):
        if self.size.co == 0:
            return None
        forward, backward = self.ci_enc(seen)
        nothing = [torch.zeros_like(forward[0])]
        return [torch.cat(pair, dim=1)
                for pair in zip(nothing + forward[:-1], backward[1:] + nothing)]


class Decoder(nn.Module):
    def __init__(self, size, gen_cell):
        super().__init__()
        self.size = size
        self.ic_to_g0 = linear(size.state, size.state)
        if size.co > 0:
            self.con_cell = ClippedGRUCell(2 * size.ci_enc + size.state, size.con, size.clip)
            self.con_h0 = nn.Parameter(torch.zeros(1, size.con))
            self.co_linear = linear(size.con, 2 * size.co)
        self.gen_cell = gen_cell

    def forward(self, ic, controller_inputs, external, draws):
        g = self.ic_to_g0(ic)
        states = {name: [] for name in ("factors", "gen_states", "gen_inputs", "con_states",
                                        "co_means", "co_stds")}
        factor = draws.dropout("gen_init", g)
        con = self.con_h0.expand(g.shape[0], -1) if self.size.co > 0 else None
        if self.size.co == 0:
            external = draws.dropout("ext_input", external)
        for bin, u in enumerate(external.unbind(1)):
            if self.size.co > 0:
                seen = torch.cat([controller_inputs[bin], factor], dim=1)
                con = self.con_cell(draws.dropout("con_input", seen, bin), con)
                mean, logvar = self.co_linear(con).chunk(2, dim=1)
                std = torch.exp(0.5 * logvar)
                u = torch.cat([mean + std * draws.normal("co_eps", mean, bin), u], dim=1)
                states["con_states"].append(con)
                states["co_means"].append(mean)
                states["co_stds"].append(std)
            g = self.gen_cell(u, g)
            factor = draws.dropout("gen_state", g, bin)
            states["gen_inputs"].append(u)
            states["gen_states"].append(g)
            states["factors"].append(factor)
        return {name: torch.stack(bins, dim=1) for name, bins in states.items() if bins}


def poisson_nll(log_rates, counts):
    return F.poisson_nll_loss(log_rates, counts, log_input=True, full=True)


class LFADS(nn.Module):
    def __init__(self, size, gen_cell, readout):
        super().__init__()
        self.size = size
        if size.frozen:
            gen_cell.requires_grad_(False)
        self.encoder = Encoder(size)
        self.decoder = Decoder(size, gen_cell)
        self.readout = readout
        self.ic_prior = GaussianPrior(size.state, size.prior_variance)
        if size.co > 0:
            self.co_prior = GaussianPrior(size.co, size.prior_variance)

    def forward(self, spikes, external, draws):
        ic_mean, ic_std, controller_inputs = self.encoder(spikes, draws)
        ic = ic_mean + ic_std * draws.normal("ic_eps", ic_mean)
        output = self.decoder(ic, controller_inputs, external, draws)
        output.update(ic_mean=ic_mean, ic_std=ic_std, log_rates=self.readout(output["factors"]))
        return output

    def recurrent_kernels(self):
        """(scale, kernel) of all that the L2 penalty sees."""
        cell = self.decoder.gen_cell
        if isinstance(cell, ClippedGRUCell):
            kernels = [cell.weight_hh]
        elif isinstance(cell, LowRankCell):
            kernels = [cell.m, cell.n]
        else:
            kernels = [cell.network[0].weight, cell.network[2].weight, cell.network[4].weight,
                       cell.input_proj.weight]
        pairs = [(self.size.l2_gen_scale, kernel) for kernel in kernels]
        if self.size.co > 0:
            pairs.append((self.size.l2_con_scale, self.decoder.con_cell.weight_hh))
        return pairs

    def loss(self, output, counts, hidden, ramp):
        """`hidden`: 1 where the loss has a gradient, or None: everywhere."""
        log_rates = output["log_rates"]
        if hidden is not None and log_rates.requires_grad:
            log_rates = log_rates.clone()
            log_rates.register_hook(lambda gradient: gradient * hidden)
        recon = poisson_nll(log_rates, counts)
        penalised = self.recurrent_kernels()
        l2 = sum(scale * 0.5 * (kernel**2).sum() for scale, kernel in penalised)
        l2 = l2 / (sum(kernel.numel() for _, kernel in penalised) + 1e-8)
        kl = self.size.kl_ic_scale * self.ic_prior.kl(output["ic_mean"], output["ic_std"])
        if self.size.co > 0:
            kl = kl + self.size.kl_co_scale * self.co_prior.kl(output["co_means"],
                                                               output["co_stds"])
        return 1e4 * (recon + ramp * l2 + ramp * kl)

    def training_loss(self, spikes, external, draws, cd_rate, ramp):
        """Loss and outputs with coordinated dropout."""
        keep = draws.keep_mask("cd_mask", spikes, 1 - cd_rate)
        output = self(spikes * keep / (1 - cd_rate), external, draws)
        return self.loss(output, spikes, 1 - keep, ramp), output
