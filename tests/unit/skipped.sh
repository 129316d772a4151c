#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Stands for the unit tests where configure found that they cannot be built.
echo "1..0 # SKIP unit tests: ${have_check:-no}"
