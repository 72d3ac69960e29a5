# Draws the points that `bench --curves DIRECTORY` wrote; the variable `directory` names them.
set terminal svg size 900,560 font "sans-serif,14" background "white"
set logscale xy 10
set grid xtics ytics linecolor rgb "#d8d8d8"
set border 3 linecolor rgb "#606060"
set tics nomirror
set key outside right center samplen 2 spacing 1.3
set style data linespoints
set format y "%g"
set linetype 1 linewidth 2 pointtype 7 pointsize 0.6 linecolor rgb "#505050"
set linetype 2 linewidth 2 pointtype 5 pointsize 0.6 linecolor rgb "#0072b2"
set linetype 3 linewidth 2 pointtype 9 pointsize 0.8 linecolor rgb "#d55e00"
set linetype 4 linewidth 2 pointtype 13 pointsize 0.9 linecolor rgb "#009e73"
set linetype 5 linewidth 2 pointtype 11 pointsize 0.8 linecolor rgb "#cc79a7"
codecs = 5

set xlabel "size of the message in bytes of text"
set ylabel "ns per byte of text"
set xrange [50:*]
set xtics ("64" 64, "1 KiB" 1024, "16 KiB" 16384, "256 KiB" 262144, "4 MiB" 4194304, "64 MiB" 67108864, "1 GiB" 1073741824)
do for [direction in "encode decode"] {
    set output directory."/sizes-".direction.".svg"
    set title "What a byte costs to ".direction.", by the size of its message"
    plot for [i=0:codecs-1] directory."/sizes-".direction.".dat" index i using 1:2 title columnheader(1)
}

set xlabel "instances alive, each given a message of 1 KiB in turn; a curve ends where memory does"
set ylabel "us per message"
set xrange [0.8:12500]
set xtics ("1" 1, "10" 10, "100" 100, "1,000" 1000, "10,000" 10000)
do for [direction in "encode decode"] {
    set output directory."/instances-".direction.".svg"
    set title "What a message costs to ".direction.", by the number of instances"
    plot for [i=0:codecs-1] directory."/instances-".direction.".dat" index i using 1:2 title columnheader(1)
}
