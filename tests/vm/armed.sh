#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The races in which the event comes while --when arms: a cgroup2 with the controller for memory, which
# they need, is not on every machine.
RACER=${0%/*}/../race/race
[ -x "$RACER" ] || {
	echo "1..0 # SKIP there is no $RACER"
	exit
}
: "${RACE_SECONDS:=10}"
RACE='arm' JOBS=1
export RACER RACE RACE_SECONDS JOBS
exec "${0%/*}/../race/race.sh"
