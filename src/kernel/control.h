/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the control files of a cgroup say and do. The cgroup is an open one of a version that is
 * supported. Unless a function says otherwise, it returns 0, or a negative errno, among them
 * ENOENT (no such file in this kernel, or gone), ENODEV (gone), EXDEV (something is mounted on
 * the file, which is not believed) and ENOSYS (this hierarchy of cgroup v1 has nothing of that
 * kind).
 */
#ifndef CGKILL_CONTROL_H
#define CGKILL_CONTROL_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "kernel/cgroup.h"

/* The files that the methods use, and what thaws if it is written to the second, for messages. */
#define CGROUP_KILL_FILE "cgroup.kill"
const char *cgroup_freeze_file(const struct cgroup *cgroup)
	_nonnull_ _returns_nonnull_ _must_check_;
const char *cgroup_thaw_word(const struct cgroup *cgroup)
	_nonnull_ _returns_nonnull_ _must_check_;

/*
 * Has the kernel kill every process in and below the cgroup (5.14). EACCES, EROFS, EPERM (root
 * of a cgroup namespace, mounted with nsdelegate), EOPNOTSUPP (threaded).
 */
int cgroup_kill(const struct cgroup *cgroup) _nonnull_ _must_check_;

/* Returns a descriptor with which the function below does that; it may be too late by then. */
int cgroup_open_kill(const struct cgroup *cgroup) _nonnull_ _must_check_;
int cgroup_kill_opened(int kill_fd) _must_check_;

/*
 * Whether that could be done, with the same errors but EOPNOTSUPP: writes a value that the
 * kernel rejects only after it has checked everything else.
 */
int cgroup_check_kill(const struct cgroup *cgroup) _nonnull_ _must_check_;

/* Whether it could be killed, or frozen, as far as a look can tell. EACCES, EROFS. */
int cgroup_may_kill(const struct cgroup *cgroup) _nonnull_ _must_check_;
int cgroup_may_freeze(const struct cgroup *cgroup) _nonnull_ _must_check_;

/*
 * Returns a descriptor for the functions below (5.2), or a negative errno: EACCES, EROFS.
 * It is opened before the cgroup is frozen, so that nothing can prevent thawing.
 */
int cgroup_open_freeze(const struct cgroup *cgroup) _nonnull_ _must_check_;

/* Whether the cgroup itself was frozen by a write, whatever the cgroups above it are. */
int cgroup_get_freeze(const struct cgroup *cgroup, bool *frozen) _nonnull_ _must_check_;

/*
 * Freezes or thaws the cgroup and those below it; returns before this is complete, but would
 * not return if the caller were inside. EPERM (see cgroup_kill()).
 */
int cgroup_set_freeze(const struct cgroup *cgroup, int freeze_fd, bool frozen)
	_nonnull_ _must_check_;

/* Whether that could be done; writes a value that the kernel rejects only after its checks. */
int cgroup_check_freeze(const struct cgroup *cgroup, int freeze_fd) _nonnull_ _must_check_;

/* Whether all of them are frozen now, also from above; false if the kernel does not tell. */
bool cgroup_is_frozen(const struct cgroup *cgroup) _nonnull_ _must_check_;

/*
 * Opens the first cgroup, from this one upwards, that was frozen by a write; the caller closes
 * it. Returns 0, or a negative errno: ENOENT if none of those that can be seen was.
 */
int cgroup_open_frozen(const struct cgroup *cgroup, struct cgroup *frozen)
	_nonnull_ _must_check_;

/* Whether SIGKILL ends processes while they are frozen; if not, they end after the thaw. */
bool cgroup_kills_frozen(const struct cgroup *cgroup) _nonnull_ _must_check_;

/*
 * Returns a descriptor for the function after the next, or a negative errno. poll(2) may tell
 * POLLPRI when the cgroup is removed.
 */
int cgroup_open_events(const struct cgroup *cgroup) _nonnull_ _must_check_;

/*
 * Whether poll(2) tells POLLPRI when the cgroup becomes empty. If not, the next function has to look
 * at the lists.
 */
bool cgroup_events_tell(const struct cgroup *cgroup) _nonnull_ _must_check_;

/* Whether it or one below has a live process: 1; 0, also if it is gone; or a negative errno. */
int cgroup_populated(const struct cgroup *cgroup, int events_fd) _nonnull_ _must_check_;

/* Whether 0 there is certain; else there may be processes outside the caller's PID namespace. */
bool cgroup_lists_all(const struct cgroup *cgroup) _nonnull_ _must_check_;

/* Called for each PID on the list. Returns 0 to go on, anything else to stop. */
typedef int process_visitor(pid_t pid, void *data);

/*
 * Visits every process that the cgroup itself lists: none if it is gone or threaded. PID 0 is a
 * process of another PID namespace. One that moves meanwhile may be listed twice or not at all.
 * Returns what visit returned if that stopped it, 0 at the end, or a negative errno.
 */
int cgroup_for_each_process(const struct cgroup *cgroup, process_visitor *visit, void *data)
	_nonnull_args_(1, 2) _must_check_;

/*
 * Whether a living thread of each of them is in the cgroup; if not, it lists a process whose main
 * thread has exited there, and whose other threads may have been moved.
 */
bool cgroup_lists_living(const struct cgroup *cgroup) _nonnull_ _must_check_;

/* The same for every thread (4.14), which threaded cgroups list as well. */
int cgroup_for_each_thread(const struct cgroup *cgroup, process_visitor *visit, void *data)
	_nonnull_args_(1, 2) _must_check_;

/* Whether the cgroup itself lists any process: 1 or 0, or a negative errno. */
int cgroup_lists_any(const struct cgroup *cgroup) _nonnull_ _must_check_;

/* Whether the cgroup itself lists the process: 1 or 0, or a negative errno. */
int cgroup_lists(const struct cgroup *cgroup, pid_t pid) _nonnull_ _must_check_;

/* The value of a key in lines such as "populated 1". -EBADMSG if it has no such value. */
int cgroup_parse_flag(const char *text, const char *key, bool *value) _nonnull_ _must_check_;

#endif
