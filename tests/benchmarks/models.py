"""The models of configs/bench in PyTorch."""

from dataclasses import dataclass, replace

import lfads_in_torch as lfads


@dataclass(frozen=True)
class Size:
    """Sizes and scales of a model; the defaults are those of configs/bench/base.toml."""

    neurons: int = 30
    state: int = 20
    co: int = 4
    external: int = 0
    ic_enc: int = 100
    ci_enc: int = 80
    con: int = 80
    frozen: bool = False
    clip: float = 5.0
    variance_floor: float = 1e-4
    prior_variance: float = 0.1
    kl_ic_scale: float = 1e-5
    kl_co_scale: float = 1e-5
    l2_gen_scale: float = 1e-4
    l2_con_scale: float = 1e-4

    @property
    def inputs(self):
        return self.co + self.external


def with_linear_readout(size, gen_cell):
    return lfads.LFADS(size, gen_cell, lfads.linear(size.state, size.neurons))


def base(size):
    return with_linear_readout(size, lfads.ClippedGRUCell(size.inputs, size.state))


def low_rank(size):
    return with_linear_readout(size, lfads.LowRankCell(size.inputs, size.state, rank=5))


def mlp_rnn_flow(size):
    return lfads.LFADS(size, lfads.MLPCell(size.inputs, size.state),
                       lfads.FlowReadout(size.state, size.neurons))


def make(name, neurons=30):
    size = Size(neurons=neurons)
    return {
        "base": lambda: base(size),
        "low_rank": lambda: low_rank(replace(size, state=64)),
        "mlp_rnn_flow": lambda: mlp_rnn_flow(size),
        "frozen": lambda: base(replace(size, frozen=True)),
        "base_ext": lambda: base(replace(size, co=0, external=2)),
    }[name]()


NAMES = ("base", "low_rank", "mlp_rnn_flow", "frozen", "base_ext")
