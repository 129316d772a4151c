#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Replaces the unit tests if configure found that they cannot be built.
echo "1..0 # SKIP unit tests: ${have_check:-no}"
