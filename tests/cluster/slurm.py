"""A Slurm of one node for the tests: all of it below one folder, on the loopback interface, the system unchanged."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo")
PACKAGES = "slurm-wlm munge"
PATIENCE_SECONDS = 30
MEMORY_MB = 6000
PROCESSORS = 3  # more than a small machine has, so that a waiting job of the tests never blocks another


def missing() -> str:
    """Why no Slurm can be started here, or nothing."""
    absent = [name for name in PROGRAMS if _program(name) is None]
    return f"no {', '.join(absent)} here: apt-get install {PACKAGES}" if absent else ""


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Path]:
    """A scheduler with an idle node; gives its configuration, which SLURM_CONF has to name."""
    for name in ("state", "spool", "log", "munge"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    conf = folder / "slurm.conf"
    processes = []
    try:
        processes.append(_munge(folder))
        conf.write_text(_configuration(folder))
        environment = os.environ | {"SLURM_CONF": str(conf)}
        for name in ("slurmctld", "slurmd"):
            log = (folder / "log" / f"{name}.out").open("w")
            processes.append(subprocess.Popen([_program(name), "-D", "-c", "-f", str(conf)], env=environment,
                                              stdout=log, stderr=log))  # fmt: skip
        _wait_until_idle(folder, environment)
        yield conf
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGTERM)
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _munge(folder: Path) -> subprocess.Popen[bytes]:
    """Who vouches for users towards Slurm, with a key of its own."""
    place = folder / "munge"
    (place / "key").write_bytes(secrets.token_bytes(128))
    (place / "key").chmod(0o400)
    place.chmod(0o755)
    files = [f"--{name}-file={place / name}" for name in ("key", "pid", "seed", "log")]
    command = [_program("munged"), "--foreground", *files, f"--socket={place / 'socket'}"]
    if os.getuid() == 0:
        user = pwd.getpwnam("munge")
        for path in (place, place / "key"):
            os.chown(path, user.pw_uid, user.pw_gid)
        command = ["runuser", "-u", "munge", "--", *command]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE_SECONDS
    while not (place / "socket").exists():
        if time.monotonic() > until or process.poll() is not None:
            raise RuntimeError(f"munged does not start; see {place / 'log'}")
        time.sleep(0.05)
    return process


def _configuration(folder: Path) -> str:
    host = socket.gethostname().split(".")[0]
    user = pwd.getpwuid(os.getuid()).pw_name
    first, second = _free_port(), _free_port()
    lines = {
        "ClusterName": "youthsim",
        "SlurmctldHost": f"{host}(127.0.0.1)",
        "SlurmUser": user,
        "SlurmdUser": user,
        "AuthType": "auth/munge",
        "CredType": "cred/munge",
        "AuthInfo": f"socket={folder}/munge/socket",
        "CommunicationParameters": "NoCtldInAddrAny,NoInAddrAny",
        "SlurmctldPort": first,
        "SlurmdPort": second,
        "StateSaveLocation": folder / "state",
        "SlurmdSpoolDir": folder / "spool",
        "SlurmctldPidFile": folder / "slurmctld.pid",
        "SlurmdPidFile": folder / "slurmd.pid",
        "SlurmctldLogFile": folder / "log" / "slurmctld.log",
        "SlurmdLogFile": folder / "log" / "slurmd.log",
        "ProctrackType": "proctrack/linuxproc",
        "TaskPlugin": "task/none",
        "MpiDefault": "none",
        "SwitchType": "switch/none",
        "SchedulerType": "sched/backfill",
        "SchedulerParameters": "sched_interval=1,bf_interval=1,batch_sched_delay=0",
        "SelectType": "select/cons_tres",
        "SelectTypeParameters": "CR_Core_Memory",
        "SlurmdParameters": "config_overrides",
        "ReturnToService": 2,
        "KillWait": 5,
        "NodeName": f"{host} NodeAddr=127.0.0.1 CPUs={PROCESSORS} RealMemory={MEMORY_MB} State=UNKNOWN",
        "PartitionName": "debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP DefMemPerCPU=500",
    }
    return "".join(f"{name}={value}\n" for name, value in lines.items())


def _free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def _wait_until_idle(folder: Path, environment: dict[str, str]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        asked = subprocess.run(
            ["sinfo", "-h", "-o", "%T"], env=environment, capture_output=True, text=True, check=False
        )
        if asked.stdout.strip() == "idle":
            return
        time.sleep(0.1)
    raise RuntimeError(f"no node of Slurm becomes idle; see {folder / 'log'}")


def main() -> None:
    """Start a Slurm to try things with: ``python -m tests.cluster.slurm FOLDER``; Ctrl-C ends it."""
    import sys

    with running(Path(sys.argv[1]).resolve()) as conf:
        print(f"export SLURM_CONF={conf}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    main()
