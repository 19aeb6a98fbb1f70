"""What both ways through Slurm share: resources of a job, and compiled code of its own for each."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass

from youthsim.experiment.errors import BadInput

DEFAULT_MEMORY, DEFAULT_TIME = "2GB", "01:00:00"


@dataclass(frozen=True, slots=True)
class Resources:
    """What one worker asks of Slurm; ``extra`` are further options of sbatch, as ``--account=youth``."""

    partition: str | None = None
    memory: str = DEFAULT_MEMORY
    time: str = DEFAULT_TIME
    extra: tuple[str, ...] = ()

    def directives(self) -> list[str]:
        """The options of sbatch for one worker: one processor, memory, time."""
        lines = ["--cpus-per-task=1", f"--mem={self.memory.removesuffix('B')}", f"--time={self.time}"]
        return lines + ([f"--partition={self.partition}"] if self.partition else []) + list(self.extra)

    def check(self) -> None:
        """Ask Slurm whether it would take such a job.

        Raises:
            BadInput: it would not, or there is none.
        """
        command = ["sbatch", "--test-only", *self.directives(), "--wrap=true"]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
        except FileNotFoundError:
            raise BadInput("Slurm's sbatch is not here; take a node that can submit jobs") from None
        except subprocess.CalledProcessError as error:
            raise BadInput(f"Slurm refuses the jobs: {' '.join(error.stderr.split())}") from error


def own_cache() -> list[str]:
    """Lines of a job script that give the job a copy of the compiled code.

    Many processes that share one folder of compiled code get in each other's way; so each job has its own, on the
    disk of its node, taken away at the end. ``trap : TERM`` lets the script outlive its worker when the scheduler asks
    both to end.
    """
    from youthsim.compiled import cache_folder

    source = cache_folder()
    kept = f"{source.parent.name}/{source.name}"
    return [
        "trap : TERM",
        'youthsim_cache=$(mktemp -d "${TMPDIR:-/tmp}/youthsim-XXXXXXXX")',
        "trap 'rm -rf \"$youthsim_cache\"' EXIT",
        f'mkdir -p "$youthsim_cache/{kept}"',
        f'cp -r {shlex.quote(str(source))}/. "$youthsim_cache/{kept}/" 2>/dev/null || true',
        'export YOUTHSIM_CACHE_DIR="$youthsim_cache"',
    ]
