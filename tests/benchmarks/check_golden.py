"""Holds lfads_in_torch.py against the original's numbers: outputs, loss and every gradient of one
training step with the stored noise and masks, so that the comparison of speeds is known to be one
of the same mathematics. Usage: check_golden.py FOLDER"""

import os
import sys

SKIPPED = 77  # what ctest takes as "skipped"

try:
    import h5py
    import torch
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(SKIPPED)

import lfads_in_torch as lfads
import models

FILES = ("model_base_mvnprior_small.h5", "model_lr_mvnprior_small.h5",
         "model_odinlin_mvnprior_small.h5", "model_frozen_mvnprior_small.h5",
         "model_base_ext_small.h5")
CD_RATE, RAMP = 0.3, 10 / 81
TOLERANCE = 1e-9  # both in float64


class StoredDraws:
    def __init__(self, group):
        self.values = {name: torch.tensor(values[()], dtype=torch.float64)
                       for part in ("noise", "masks") for name, values in group[part].items()}

    def at(self, name, bin):
        values = self.values[name]
        return values if bin is None else values[:, bin]

    def normal(self, name, like, bin=None):
        return self.at(name, bin)

    def dropout(self, name, x, bin=None):
        return x * self.at(name, bin)

    def keep_mask(self, name, x, keep):
        return self.at(name, None)


def golden_name(name):
    """The original's name of a parameter of ours."""
    for part in ("con_cell", "co_linear", "gen_cell"):
        name = name.replace(f"decoder.{part}", f"decoder.rnn.cell.{part}")
    return name.replace("readout.", "readout.0.")


def cell_of(family, size, stored):
    if family == "lr":
        return lfads.LowRankCell(size.inputs, size.state, stored["m"].shape[1])
    if family == "odinlin":
        return lfads.MLPCell(size.inputs, size.state, stored["network.0.weight"].shape[0])
    return lfads.ClippedGRUCell(size.inputs, size.state)


def readout_of(family, size, h, stored):
    if family == "odinlin":
        return lfads.FlowReadout(size.state, size.neurons, stored["0.network.0.weight"].shape[0],
                                 int(h["readout_num_steps"]), h["readout_scale"])
    return lfads.linear(size.state, size.neurons)


def below(parameters, prefix):
    return {name[len(prefix):]: x for name, x in parameters.items() if name.startswith(prefix)}


def model_of(file, family):
    """The model of a golden file, with its weights."""
    h = file["hparams"].attrs
    stored = {name: torch.tensor(x[()], dtype=torch.float64) for name, x in file["params"].items()}
    size = models.Size(
        neurons=int(h["encod_data_dim"]), state=int(h["gen_dim"]), co=int(h["co_dim"]),
        external=int(h["ext_input_dim"]), ic_enc=int(h["ic_enc_dim"]), ci_enc=int(h["ci_enc_dim"]),
        con=int(h["con_dim"]), frozen=family == "frozen", kl_ic_scale=h["kl_ic_scale"],
        kl_co_scale=h["kl_co_scale"], l2_gen_scale=h["l2_gen_scale"],
        l2_con_scale=h["l2_con_scale"])
    cell = cell_of(family, size, below(stored, golden_name("decoder.gen_cell.")))
    model = lfads.LFADS(size, cell, readout_of(family, size, h, below(stored, "readout."))).double()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(stored[golden_name(name)])
    return model


def array_error(ours, golden):
    golden = torch.tensor(golden[()], dtype=torch.float64)
    if torch.equal(ours, golden):
        return 0.0
    return float((ours - golden).abs().max() / golden.abs().max())


def errors_of(path):
    """The relative error of each compared number of a file."""
    family = os.path.basename(path).split("_")[1]
    with h5py.File(path, "r") as file:
        group = file["train"]
        model = model_of(file, family)
        spikes, external = (torch.tensor(file[f"input/{name}"][()], dtype=torch.float64)
                            for name in ("encod_data", "ext_input"))
        loss, output = model.training_loss(spikes, external, StoredDraws(group), CD_RATE, RAMP)
        loss.backward()
        output["output_params"] = output.pop("log_rates").unsqueeze(3)
        errors = {name: array_error(x.detach(), group[name]) for name, x in output.items()}
        errors["loss"] = abs(loss.item() / group.attrs["loss"] - 1)
        gradients = group["grads"]
        for name, parameter in model.named_parameters():
            golden = gradients.get(golden_name(name))
            if (golden is None) != (parameter.grad is None):
                errors[name] = float("inf")
            elif golden is not None:
                errors[name] = array_error(parameter.grad, golden)
    return errors


def main():
    torch.set_num_threads(1)
    wrong = 0
    for name in FILES:
        errors = errors_of(os.path.join(sys.argv[1], name))
        print(f"{name}: {len(errors)} arrays, largest relative error {max(errors.values()):.1e}")
        for array, error in errors.items():
            if not error < TOLERANCE:
                print(f"  {array}: {error:.1e}")
                wrong += 1
    sys.exit(1 if wrong else 0)


main()
