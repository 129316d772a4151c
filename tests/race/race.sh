#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "make check-race": races against the program, each run thousands of times if there is time.
#
#     make check-race RACE_SECONDS=60      # seconds for each race and method, 2 by default
#     make check-race RACE=rabbits         # only those with this in their names
: "${RACER:?the path of the race program}"
. "${0%/*}/../functional/lib.sh"
need_cgroup

# It reports the results itself. Whatever ends the script ends it, too.
"$RACER" "$CG" ${RACE:+"$RACE"} &
at_exit "kill $!; wait $!"
wait $!
