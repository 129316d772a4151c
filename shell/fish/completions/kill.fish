# SPDX-License-Identifier: GPL-2.0-or-later
#
# Completion in fish of kill(1), with that of cgkill(1).

source (status dirname)/cgkill.fish kill
