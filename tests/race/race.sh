#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "make check-race": races against the program, each run thousands of times if there is time.
#
#     make check-race RACE_SECONDS=60      # seconds for each race and method, 2 by default
#     make check-race RACE=rabbits         # only those with this in their names
#     make check-race RACE_V1=1            # in the freezer of cgroup v1
: "${RACER:?the path of the race program}"
. "${0%/*}/../functional/lib.sh"
if [ -n "${RACE_V1-}" ]; then
	. "${0%/*}/../functional/v1/lib.sh"
	need_v1 freezer
else
	need_cgroup
fi

# It reports the results itself. Whatever ends the script ends it, too.
"$RACER" "$CG" ${RACE:+"$RACE"} &
at_exit "kill $!; wait $!"
wait $!
