"""Reads a run's lfads_output_sess0.h5 as a Python user would (h5py, scikit-learn) and compares every
R2 of scores.csv that is fitted and scored on all trials. Usage: read_with_python.py NPD EXPERIMENT"""

import csv
import json
import os
import subprocess
import sys
import tempfile

SKIPPED = 77  # what ctest takes as "skipped"

try:
    import h5py
    import numpy as np
    from sklearn.linear_model import LinearRegression
    from sklearn.metrics import r2_score
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(SKIPPED)


def both_parts(file, name):
    """(trial * time, dim), training trials first, in float64."""
    rows = np.concatenate([file["train_" + name], file["valid_" + name]]).astype(np.float64)
    return rows.reshape(-1, rows.shape[-1])


def fitted_r2(source, target):
    return r2_score(target, LinearRegression().fit(source, target).predict(source))


def expected_scores(path):
    with h5py.File(path, "r") as file:
        factor = file["conversion_factor"][()]
        rates = (both_parts(file, "output_params"), both_parts(file, "truth") / factor)
        latents = (both_parts(file, "factors"), both_parts(file, "latents"))
        inputs = (both_parts(file, "gen_inputs"), both_parts(file, "eff_pfc_inputs"))
    return {
        "rate_r2": fitted_r2(*rates),
        "fwd_latent_r2": fitted_r2(*latents),
        "bwd_latent_r2": fitted_r2(*reversed(latents)),
        "fwd_input_r2": fitted_r2(*inputs),
        "bwd_input_r2": fitted_r2(*reversed(inputs)),
    }


def check_row(run):
    """A row of a table as the original's scripts make it: the folder's name, then all of params.json."""
    row = {"name": os.path.basename(run)}
    with open(os.path.join(run, "params.json")) as file:
        row.update(json.load(file))
    assert row["name"] == "run", "params.json overwrites the name that tables are joined on"


def main():
    program, experiment = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        run = os.path.join(folder, "run")
        subprocess.run([program, "run", experiment, "--out", run], check=True)
        check_row(run)
        with open(os.path.join(run, "scores.csv"), newline="") as file:
            found = {row["metric"]: float(row["value"]) for row in csv.DictReader(file)}
        wrong = 0
        for name, expected in expected_scores(os.path.join(run, "lfads_output_sess0.h5")).items():
            difference = abs(found[name] - expected)
            print(f"{name}: scikit-learn {expected:.12f}, npd {found[name]:.12f}")
            wrong += not difference < 1e-9
    sys.exit(1 if wrong else 0)


main()
