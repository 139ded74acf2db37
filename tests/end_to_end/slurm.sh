# A batch system of this machine's own, on loopback, for tests: start_slurm FOLDER, stop_slurm.
# Needs root, and Debian's packages slurm-wlm and munge, whose services it does not touch.

export PATH=$PATH:/usr/sbin

slurm_is_there() {
  [ "$(id -u)" = 0 ] && command -v munged slurmctld slurmd sbatch scontrol > /dev/null
}

start_slurmd() {
  slurmd -D -f "$SLURM_CONF" -N localhost >> "$slurm_base/log/slurmd.out" 2>&1 &
  slurmd_pid=$!
}

start_slurm() {
  slurm_base=$1
  export SLURM_CONF=$slurm_base/etc/slurm.conf
  mkdir -p "$slurm_base"/{etc,state,spool,log,run}
  dd if=/dev/urandom of="$slurm_base/etc/munge.key" bs=1 count=1024 2> /dev/null
  chmod 400 "$slurm_base/etc/munge.key"
  munged --force --foreground --num-threads=2 --key-file="$slurm_base/etc/munge.key" \
    --socket="$slurm_base/run/munge.sock" --pid-file="$slurm_base/run/munged.pid" \
    --log-file="$slurm_base/log/munged.log" --seed-file="$slurm_base/run/munged.seed" \
    > "$slurm_base/log/munged.out" 2>&1 &
  munged_pid=$!
  # Ports of this process, so that two tests do not meet.
  local port=$((20000 + $$ % 20000))
  cat > "$SLURM_CONF" << END
ClusterName=npdtest
SlurmctldHost=localhost(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$slurm_base/run/munge.sock
CredType=cred/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SrunPortRange=$((port + 2))-$((port + 40))
StateSaveLocation=$slurm_base/state
SlurmdSpoolDir=$slurm_base/spool
SlurmctldPidFile=$slurm_base/run/slurmctld.pid
SlurmdPidFile=$slurm_base/run/slurmd.pid
SlurmctldLogFile=$slurm_base/log/slurmctld.log
SlurmdLogFile=$slurm_base/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SchedulerType=sched/backfill
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
SwitchType=switch/none
KillWait=5
MinJobAge=300
JobRequeue=1
MaxArraySize=1001
NodeName=localhost NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
  sleep 1
  slurmctld -D -f "$SLURM_CONF" > "$slurm_base/log/slurmctld.out" 2>&1 &
  slurmctld_pid=$!
  sleep 3
  start_slurmd
  for i in $(seq 60); do
    sinfo --noheader --format=%t 2> /dev/null | grep -q '^idle' && return 0
    sleep 1
  done
  tail -5 "$slurm_base"/log/* >&2
  return 1
}

stop_slurm() {
  for pid in $slurmd_pid $slurmctld_pid $munged_pid; do kill "$pid" 2> /dev/null; done
  wait $slurmd_pid $slurmctld_pid $munged_pid 2> /dev/null
  return 0
}

# A task that was put back into the queue waits two minutes, unless it is told that it need not.
hurry() {
  squeue --noheader --array --states=PENDING --format='%i %r' 2> /dev/null |
    while read -r job reason; do
      [ "$reason" = BeginTime ] && scontrol update jobid="$job" StartTime=now 2> /dev/null
    done
}

queue_is_empty() { [ -z "$(squeue --noheader 2> /dev/null)" ]; }
