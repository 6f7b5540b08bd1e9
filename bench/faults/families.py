"""The families of faults by name, in the order they run."""

from collections.abc import Callable, Iterator

from bench.faults import (
    burst,
    clock_jumps,
    database_restart,
    disk_full,
    double_submits,
    fsync_order,
    gateway_faults,
    placed_kills,
    pool_spent,
    random_kills,
    read_only,
    slow_clients,
    two_hosts,
    worker_twice,
)
from bench.faults.figures import Figure
from bench.faults.run import Run

FAMILIES: dict[str, Callable[[Run], Iterator[Figure]]] = {
    "random-kills": random_kills.faults,
    "placed-kills": placed_kills.faults,
    "gateway-faults": gateway_faults.faults,
    "double-submits": double_submits.faults,
    "worker-twice": worker_twice.faults,
    "burst": burst.faults,
    "disk-full": disk_full.faults,
    "read-only": read_only.faults,
    "database-restart": database_restart.faults,
    "pool-spent": pool_spent.faults,
    "slow-clients": slow_clients.faults,
    "clock-jumps": clock_jumps.faults,
    "fsync-order": fsync_order.faults,
    "two-hosts": two_hosts.faults,
}
