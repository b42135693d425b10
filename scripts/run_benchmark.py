"""The evaluation script: asks a model, scores its answers, writes the run folder, shows the table.

It is ``onrecord run`` as a script, with the same arguments and exit codes:

    python scripts/run_benchmark.py baseline:rules --tasks quotes,brief --out runs/rules
    python scripts/run_benchmark.py --help
"""

import sys

from onrecord.cli.main import main

if __name__ == "__main__":
    sys.argv[1:1] = ["run"]
    main()
