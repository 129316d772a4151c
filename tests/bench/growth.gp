# SPDX-License-Identifier: GPL-2.0-or-later
#
# gnuplot -e "data = '...'; image = '...'; titles = '\"...\" \"...\"'; lines = 3" growth.gp
#
# data has a block for each title, with a line for each number: the number, and the microseconds
# for each of them of the floor, of kill, and with 3 lines, of an older build. What grows as the
# work does is level. An image whose name ends with .png is for looking at.

if (image[strlen(image) - 3:] eq ".png") {
	set terminal pngcairo size 1400,800 font "sans,11"
} else {
	set terminal svg size 1400,800 dynamic font "sans,14" background "white"
}
set output image

# The colours of plot.gp.
set linetype 1 lc rgb "#000000" lw 3 dt 2 pt 7 ps 0.6
set linetype 2 lc rgb "#d55e00" lw 3 pt 7
set linetype 3 lc rgb "#7f7f7f" lw 1.5 pt 12

set logscale xy
set grid xtics ytics lt 1 lc rgb "#dddddd" lw 0.5
set xtics format "%'.0f"
set ytics format "%'g"
set xlabel "n"
set ylabel "microseconds for each"
set key outside bottom center horizontal samplen 3
names = '"floor" "kill" "older build"'
panels = words(titles)
set multiplot layout 2, (panels + 1) / 2
do for [i = 1:panels] {
	set title word(titles, i) noenhanced
	plot for [l = 1:lines] data index i - 1 using 1:l + 1 \
		with linespoints linetype l title word(names, l)
}
unset multiplot
