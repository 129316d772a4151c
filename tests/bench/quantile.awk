# SPDX-License-Identifier: GPL-2.0-or-later
#
# For stats.awk and growth.awk.

function sort(values, count,	i, j, value) {
	for (i = 2; i <= count; i++) {
		value = values[i]
		for (j = i - 1; j > 0 && values[j] > value; j--)
			values[j + 1] = values[j]
		values[j + 1] = value
	}
}

# The values are sorted; share is from 0 to 1.
function quantile(values, count, share,	place, low) {
	if (!count)
		return "-"
	place = 1 + (count - 1) * share
	low = int(place)
	if (low == count)
		return values[count]
	return values[low] + (place - low) * (values[low + 1] - values[low])
}
