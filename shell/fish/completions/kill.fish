# SPDX-License-Identifier: GPL-2.0-or-later
#
# fish completion for kill(1), using the one for cgkill(1).

source (status dirname)/cgkill.fish kill
