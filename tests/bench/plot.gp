# SPDX-License-Identifier: GPL-2.0-or-later
#
# gnuplot -e "data = '...'; image = '...'; contenders = 9" plot.gp
#
# data has a block for each contender, with its name in the first line, then for each size the
# processes, the cgroups (0: all in one), and the milliseconds with their ratio to the first.
# An image whose name ends with .png is for looking at.

if (image[strlen(image) - 3:] eq ".png") {
	set terminal pngcairo size 1400,640 font "sans,11"
} else {
	set terminal svg size 1400,640 dynamic font "sans,14" background "white"
}
set output image

# By Okabe and Ito, distinguishable for everybody; black is the floor.
set linetype 1 lc rgb "#000000" lw 3 dt 2 pt 7 ps 0.6
set linetype 2 lc rgb "#d55e00" lw 3 pt 7
set linetype 3 lc rgb "#0072b2" lw 3 pt 5
set linetype 4 lc rgb "#009e73" lw 3 pt 9
set linetype 5 lc rgb "#cc79a7" lw 1.5 pt 6
set linetype 6 lc rgb "#e69f00" lw 1.5 pt 4
set linetype 7 lc rgb "#56b4e9" lw 1.5 pt 8
set linetype 8 lc rgb "#8c564b" lw 1.5 pt 10
set linetype 9 lc rgb "#7f7f7f" lw 1.5 pt 12

set logscale xy
set grid xtics ytics lt 1 lc rgb "#dddddd" lw 0.5
set xtics format "%'.0f"
set ytics format "%'g"
set ylabel "milliseconds until nobody lives (median)"
set key outside bottom center horizontal maxcols 5 samplen 3

set multiplot layout 1,2
set title "processes in one cgroup"
set xlabel "processes"
plot for [i = 0:contenders - 1] data index i using ($2 == 0 ? $1 : NaN):3 \
	with linespoints linetype i + 1 title columnheader(1)
set title "10,000 processes, spread over cgroups"
set xlabel "cgroups"
plot for [i = 0:contenders - 1] data index i using ($2 > 0 ? $2 : NaN):3 \
	with linespoints linetype i + 1 title columnheader(1)
unset multiplot
