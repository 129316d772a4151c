# SPDX-License-Identifier: GPL-2.0-or-later
#
# With quantile.awk: the lines of rounds.sh become one for each size and contender:
#
#	size contender rounds ms ratio quartile1 quartile3 own cpu rss failed
#
# All are medians over the rounds, except rss, the maximum, and failed, the number of rounds in
# which processes were left. The ratio is to "write", or "base", in the same round.

function median_of(table, key,	values, count, round) {
	for (round = 1; round <= last_round; round++)
		if ((key, round) in table)
			values[++count] = table[key, round]
	sort(values, count)
	return quantile(values, count, 0.5)
}

function ratios_of(key,	values, count, round, base) {
	split(key, words)
	base = words[1] ((words[1] " base") in rounds ? " base" : " write")
	for (round = 1; round <= last_round; round++)
		if ((key, round) in empty && (base, round) in empty)
			values[++count] = empty[key, round] / empty[base, round]
	sort(values, count)
	return quantile(values, count, 0.5) " " quantile(values, count, 0.25) " " \
		quantile(values, count, 0.75)
}

{
	key = $1 " " $3
	if (!(key in rounds))
		order[++keys] = key
	rounds[key]++
	if ($2 > last_round)
		last_round = $2
	if ($9 > 0 || $4 < 0)
		failed[key]++
	else
		empty[key, $2] = $4
	own[key, $2] = $5
	cpu[key, $2] = $6
	if ($7 > rss[key])
		rss[key] = $7
}

END {
	for (i = 1; i <= keys; i++) {
		key = order[i]
		print key, rounds[key], median_of(empty, key), ratios_of(key), \
			median_of(own, key), median_of(cpu, key), rss[key] + 0, failed[key] + 0
	}
}
