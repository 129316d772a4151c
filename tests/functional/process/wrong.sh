#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A wrong command line signals nothing: neither what its valid part names, nor any other process.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_witness
T=$(witness_named victim plain)
H=$(witness handler)
I=$("$HELPERS/witness" inode "$T")
: "${I:=1}"
# Groups with the numbers of signals.
group10=$("$HELPERS/spawn" -i 10 -o "$TMP/record" recorder)
group12=$("$HELPERS/spawn" -i 12 -o "$TMP/record" recorder)

# wrong 'ARGUMENTS' [WORDS]...: an error, which says these.
wrong() {
	point "kill $1"
	eval "run \"\$KILL\" $1"
	shift
	status_is 1
	got "$T" ''
	got "$H" ''
	out_is ''
	[ -s "$ERR" ] || fail "nothing is said"
	err_has "$@"
}

# shellcheck disable=SC2016 # The rows are evaluated.
rows() {
	# operands
	wrong '$T 5x' 5x
	wrong '5x $T' 5x
	wrong '$T $H -USR1' USR1
	wrong '$T -USR1' USR1
	wrong '$T -usr1 $H'
	wrong '$T -s USR1'
	wrong '-s USR1 $T -s USR2'
	wrong '$T --signal=USR1' signal=USR1
	wrong '$T -n 10'
	wrong '$T -l'
	wrong '$T --help' help
	wrong '$T -q 5'
	wrong '$T --timeout 50 KILL' timeout
	wrong '-- -USR1 $T' USR1
	wrong '-- -s USR1 $T'
	wrong '-USR1 -- $T -s' -s
	wrong '$T ""'
	wrong '"" $T'
	wrong '-s USR1 -- "" $T'
	wrong '$T " "'
	wrong '$T -'
	wrong '- $T'
	wrong '$T +'
	wrong '$T -0'
	wrong '-s USR1 -0 $T'
	wrong '-- -0 $T'
	wrong '-s USR1 -- -00 $T'
	wrong '$T -000'
	wrong '$T 1.5' 1.5
	wrong '$T 0x1' 0x1
	wrong '$T 1e3' 1e3
	wrong '$T "$T "'
	wrong '$T +-5'
	wrong '$T --5'
	wrong '$T -5x' 5x
	# out of range, and the victim's PID after cutting to 32 bits
	wrong '99999999999 $T' 99999999999
	wrong '$T 99999999999' 99999999999
	wrong '$T 2147483648' 2147483648
	wrong '$T 4294967295' 4294967295
	wrong '$((4294967296 + T))' $((4294967296 + T))
	wrong '-USR1 -- -$((4294967296 - T))'
	wrong '-USR1 -- -$((4294967296 + T))'
	wrong '-USR1 18446744073709551617' 18446744073709551617
	wrong '-USR1 $T -2147483648' 2147483648
	wrong '-USR1 $T -99999999999999999999' 99999999999999999999
	# PID:inode
	wrong '$T $T:'
	wrong '$T $T:x'
	wrong '$T $T:$I:$I'
	wrong '$T $T:-1'
	wrong '$T "$T: $I"'
	wrong '$T -$T:$I'
	wrong '$T 0:$I'
	wrong '$T $T:0'
	wrong '$T 4294967297:$I'
	wrong '$T $T:99999999999999999999999'
	# two signals
	wrong '-s USR1 -s USR2 $T'
	wrong '-s USR1 -s USR1 $T'
	wrong '-USR1 -USR2 $T'
	wrong '-USR1 -usr2 $T'
	wrong '-s USR1 -USR2 $T'
	wrong '-USR1 -s USR2 $T'
	wrong '-n 10 -n 12 $T'
	wrong '-10 -USR2 $T'
	# no signal, or none of the system
	wrong '-s 138 $T' 138
	wrong '-s 266 $T' 266
	wrong '-s -1 $T' -1
	wrong '-s 0xa $T' 0xa
	wrong '-s 10x $T' 10x
	wrong '-s 9999 $T' 9999
	wrong '-s 65 $T' 65
	wrong '-s 4294967306 $T' 4294967306
	wrong '-s 18446744073709551626 $T' 18446744073709551626
	wrong '-s RTMAX+1 $T' RTMAX+1
	wrong '-s RTMIN-1 $T' RTMIN-1
	wrong '-s RTMIN+31 $T'
	wrong '-s RTMAX-31 $T'
	wrong '-s RT31 $T'
	wrong '-s RTMIN+4294967297 $T'
	wrong '-s RTMIN+-1 $T'
	wrong '-s RTMIN+ $T'
	wrong '-s RTMIN1 $T'
	wrong '-s RT $T'
	wrong '-s "" $T'
	wrong '--signal= $T'
	wrong '-s "USR1 " $T' USR1
	wrong '-s " USR1" $T' USR1
	wrong '-s SIG $T' SIG
	wrong '-s SIGSIGUSR1 $T' SIGSIGUSR1
	wrong '-s USR $T' USR
	wrong '-s USR10 $T' USR10
	wrong '-s NULL $T' NULL
	wrong '-s NOSUCH $T' NOSUCH
	wrong '-s $T' "$T"
	wrong '-s'
	wrong '-n'
	wrong '-n -10 $T'
	wrong '-20001 $T' 20001
	wrong '-138 $T' 138
	wrong '-65 $T' 65
	wrong '-10x $T' 10x
	wrong '-4294967306 $T' 4294967306
	wrong '-NOSUCH $T' NOSUCH
	wrong '-UNUSED $T' UNUSED
	wrong '-USR1x $T' USR1x
	wrong '-SIG10 $T'
	# values
	wrong '-q x -USR1 $T' x
	wrong '-q 5x -USR1 $T' 5x
	wrong '-q "" -USR1 $T'
	wrong '-q 0x5 -USR1 $T' 0x5
	wrong '-q 4294967296 -USR1 $T' 4294967296
	wrong '-q 2147483648 -USR1 $T' 2147483648
	wrong '-q -2147483649 -USR1 $T' 2147483649
	wrong '--queue= -USR1 $T'
	wrong '-USR1 -q'
	# --timeout
	wrong '--timeout 50'
	wrong '--timeout'
	wrong '--timeout x USR2 -s USR1 $T' x
	wrong '--timeout "" USR2 -s USR1 $T'
	wrong '--timeout -1 USR2 -s USR1 $T' -1
	wrong '--timeout 5w USR2 -s USR1 $T' 5w
	wrong '--timeout 4294967296 USR2 -s USR1 $T' 4294967296
	wrong '--timeout 50 NOSUCH -s USR1 $T' NOSUCH
	wrong '--timeout 50 138 -s USR1 $T' 138
	wrong '--timeout 50 "" -s USR1 $T'
	wrong '--timeout 50 $T' "$T"
	wrong '--timeout 50 USR2 --timeout 50 NOSUCH -s USR1 $T' NOSUCH
	# options that do not go together
	wrong '-p -s USR1 $T'
	wrong '-USR1 -p $T'
	wrong '-p -q 5 $T'
	wrong '-p -r $H'
	wrong '-p --timeout 50 USR1 $T'
	wrong '-l -s TERM $T'
	wrong '-s TERM -l $T'
	wrong '-TERM -l $T'
	wrong '-l -1 $T'
	wrong '-l -l $T'
	wrong '-l -t $T'
	wrong '-L -l $T'
	wrong '-t -L $T'
	wrong '-L -USR1 $T'
	wrong '-t -q 5 $T'
	wrong '-d -USR1 $H'
	wrong '-USR1 -d $H'
	wrong '-d -l $H'
	wrong '-d -p $H'
	# what is for cgroups only
	wrong '--method signal $T' --method
	wrong '--wait $T' --wait
	wrong '--remove $T' --remove
	# options that there are not
	wrong '-x $T' -x
	wrong '-b -USR1 $T' -b
	wrong '-USR1 -x $T' -x
	wrong '--nosuch $T' nosuch
	wrong '--signals USR1 $T' signals
	wrong '--ver $T' --ver
	wrong '--all=5 $T' all
	wrong '--pid=$T'
	wrong '--verbose=1 $T' verbose
	# nobody
	wrong '' 'no process ID specified' Usage:
	wrong '-USR1' 'no process ID specified' Usage:
	wrong '-1' 'no process ID specified' Usage:
	wrong '--' 'no process ID specified' Usage:
	wrong '-s USR1 --' 'no process ID specified' Usage:
	wrong '-p'
	wrong '-d'
}
rows

point "no other process got a signal"
alive "$group10" "$group12"
! grep -q '^got' "$TMP/record" || fail "$(cat "$TMP/record")"
finish
