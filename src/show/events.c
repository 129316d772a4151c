/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/events.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>

#include "base/array.h"
#include "base/file.h"
#include "base/number.h"
#include "base/signals.h"
#include "engine/job.h"
#include "engine/search.h"
#include "engine/trigger.h"
#include "kernel/control.h"
#include "kernel/freezer.h"
#include "kernel/pressure.h"
#include "show/hints.h"
#include "show/nls.h"
#include "show/progress.h"
#include "show/report.h"
#include "show/survivors.h"
#include "show/words.h"

/* Failures that are reported with the cgroup and the errno, if any. */
static const char *const failures[] = {
	[EVENT_MISSING] = N_("no such cgroup"),
	[EVENT_BAD_PID] = N_("invalid process ID after 'pid:'"),
	[EVENT_BAD_PATTERN] =
		N_("the pattern after 'name:' is empty, or has a slash, which no name has"),
	[EVENT_CANNOT_SEARCH] = N_("cannot search all cgroups"),
	[EVENT_UNMATCHED] = N_("no cgroup has a name that matches"),
	[EVENT_CANNOT_OPEN] = N_("cannot open the cgroup"),
	[EVENT_NO_DIRECTORY] = N_("not a directory, so not a cgroup"),
	[EVENT_PROCESS_UNKNOWN] = N_("cannot look up the process's cgroup"),
	[EVENT_KIND_UNKNOWN] = N_("cannot determine the type of the cgroup"),
	[EVENT_EVENTS_UNREADABLE] = N_("cannot tell whether it is empty"),
	[EVENT_ROOT] = N_("the root cgroup, the whole machine, is never killed"),
	[EVENT_FOREIGN] = N_("not on a cgroup file system, so not a cgroup"),
	[EVENT_THREADED_ROOT] =
		N_("a threaded cgroup whose domain is the root cgroup, the whole machine"),
	[EVENT_NOBODY] = N_("no process that could be signalled"),
	[EVENT_DISARMED] = N_("can no longer be watched"),
	[EVENT_UNLISTED_LEFT] = N_("not empty, but lists no processes"),
	[EVENT_PROCESSES_UNREADABLE] = N_("cannot list all processes"),
	[EVENT_MAY_HOLD_HIDDEN] =
		N_("empty, as far as can be seen: cgroup v1 does not show processes of other "
		   "PID namespaces"),
	[EVENT_KEPT_FOR_CALLER] =
		N_("not removed, nor is any cgroup below it, because this process is in it"),
	[EVENT_KEPT_BUSY] = N_("not removed in time"),
	[EVENT_KEPT_MOUNTED] = N_("not removed, because something is mounted there"),
	[EVENT_KEPT] = N_("cannot remove it"),
};

static void write_name(FILE *stream, const void *name)
{
	report_name(stream, name);
}

static void show_matches(const char *pattern, const struct search *search)
{
	unsigned long others = search->count > SEARCH_NAMED ? search->count - SEARCH_NAMED : 0;

	report_failure(pattern, 0, P_("%lu cgroup matches, but it must be one:",
				      "%lu cgroups match, but it must be one:", search->count),
		       search->count);
	for (unsigned long i = 0; i < search->count - others; i++)
		report_line(write_name, search->names[i]);
	if (others)
		report_error(P_("and %lu more", "and %lu more", others), others);
}

static void show_threaded(const char *cgroup, const char *domain)
{
	if (domain)
		report_failure_name(cgroup,
				    _("a threaded cgroup: its processes belong to its domain"),
				    domain);
	else
		report_failure(cgroup, 0,
			       _("a threaded cgroup, whose processes belong to its domain"));
}

static void show_method_refused(const struct event *event)
{
	const char *name = method_name(event->method);
	const char *file = method_file(event->method, &event->job->cgroup);

	if (event->err == -ENOSYS)
		report_failure(event->cgroup, 0,
			       _("cannot use method %s: this hierarchy of cgroup v1 has no %s"),
			       name, file);
	else
		report_failure(event->cgroup, event->err, _("cannot use method %s (%s)"), name,
			       file);
}

static void show_held(const struct event *event)
{
	char message[512];

	if (!event->name) {
		report_failure(event->cgroup, 0,
			       _("signalled, but frozen by somebody else: the processes end when "
				 "they are thawed"));
		return;
	}
	snprintf(message, sizeof(message),
		 _("signalled, but frozen by somebody else: the processes end when %s is written "
		   "to the %s of"),
		 FREEZER_THAW_WORD, FREEZER_STATE_FILE);
	report_failure_name(event->cgroup, message, event->name);
}

static void show_refused_by(const struct event *event)
{
	report_failure(event->cgroup, event->err,
		       P_("%lu process could not be signalled, PID %d",
			  "%lu processes could not be signalled, the first with PID %d",
			  event->count),
		       event->count, event->pid);
}

static void show_init_left(const struct event *event)
{
	char name[SIGNAL_NAME_SIZE];

	signal_name(event->signal, name);
	report_failure(event->cgroup, 0,
		       _("PID 1, the init of this PID namespace, takes no %s from within it"),
		       name);
}

static void show_hidden_left(const struct event *event)
{
	report_failure(event->cgroup, 0,
		       P_("%lu process in another PID namespace is left "
			  "and cannot be signalled from this one",
			  "%lu processes in other PID namespaces are left "
			  "and cannot be signalled from this one",
			  event->count),
		       event->count);
}

/* Which of them it was cannot be asked. */
static void show_refused_window(const struct event *event)
{
	const struct condition *condition = event->condition;

	if (condition->pressure.window < PRESSURE_WINDOW_MIN)
		report_failure(event->cgroup, 0,
			       _("the kernel refuses --when '%s': before Linux 6.5 the window must "
				 "be at least 500ms, and without CAP_SYS_RESOURCE a multiple of 2s"),
			       condition->text);
	else
		report_failure(event->cgroup, 0,
			       _("the kernel refuses --when '%s': without CAP_SYS_RESOURCE the window "
				 "must be a multiple of 2s"),
			       condition->text);
}

/* The cgroup itself is there. */
static void show_no_file_to_watch(const struct event *event)
{
	const struct condition *condition = event->condition;

	if (condition->kind == CONDITION_PRESSURE)
		report_failure(event->cgroup, 0,
			       _("cannot watch for --when '%s': there is no %s; it needs cgroup2, and "
				 "a kernel that measures pressure (psi=1)"),
			       condition->text, condition_file(condition));
	else
		report_failure(event->cgroup, 0,
			       _("cannot watch for --when '%s': there is no %s; it needs cgroup2, "
				 "with the controller memory enabled"),
			       condition->text, condition_file(condition));
}

static void show_cannot_arm(const struct event *event)
{
	const struct condition *condition = event->condition;

	if (condition->kind == CONDITION_PRESSURE && event->err == -EINVAL &&
	    condition->pressure.window % PRESSURE_WINDOW_UNIT)
		show_refused_window(event);
	else if (event->err == -ENOENT)
		show_no_file_to_watch(event);
	else
		report_failure(event->cgroup, event->err, _("cannot watch for --when '%s' (%s)"),
			       condition->text, condition_file(condition));
}

static void show_failure(const struct event *event)
{
	const char *cgroup = event->cgroup;

	switch (event->kind) {
	case EVENT_EMPTY_OPERAND:
		report_error("%s", _("a cgroup operand is empty"));
		break;
	case EVENT_MISSING:
	case EVENT_NO_DIRECTORY:
	case EVENT_FOREIGN:
		hints_report(cgroup, _(failures[event->kind]), event->hint);
		break;
	case EVENT_OUTSIDE_NAMESPACE:
		report_failure_name(cgroup, _("leads out of the cgroup namespace:"), event->name);
		break;
	case EVENT_NO_MOUNT_POINT:
		report_failure(cgroup, 0, "%s: %s",
			       _("no such path, and it cannot be looked up as a name"),
			       words_for_mountpoint(event->err));
		break;
	case EVENT_NO_MOUNT_POINT_FOR_PID:
		report_failure(cgroup, 0, "%s: %s", _("cannot look up the process's cgroup"),
			       words_for_mountpoint(event->err));
		break;
	case EVENT_NO_MOUNT_POINT_TO_SEARCH:
		report_failure(cgroup, 0, "%s: %s", _("cannot search all cgroups"),
			       words_for_mountpoint(event->err));
		break;
	case EVENT_AMBIGUOUS:
		show_matches(cgroup, event->search);
		break;
	case EVENT_NO_PROC:
		report_failure(cgroup, 0, _("cannot look up the process's cgroup: %s"),
			       words_for_procfs(event->problem));
		break;
	case EVENT_THREADED:
		show_threaded(cgroup, event->name);
		break;
	case EVENT_CANNOT_ARM:
		show_cannot_arm(event);
		break;
	case EVENT_METHOD_REFUSED:
		show_method_refused(event);
		break;
	case EVENT_PID_OF_V1:
		report_failure_name(cgroup,
				    _("there is no cgroup2 here; use one of its cgroups by name:"),
				    event->name);
		break;
	case EVENT_HELD_FROZEN:
		show_held(event);
		break;
	case EVENT_REFUSED_BY:
		show_refused_by(event);
		break;
	case EVENT_INIT_LEFT:
		show_init_left(event);
		break;
	case EVENT_HIDDEN_LEFT:
		show_hidden_left(event);
		break;
	case EVENT_ENDLESS:
		report_failure(cgroup, 0,
			       _("new processes keep appearing; gave up after %d seconds"),
			       (int)event->count);
		break;
	case EVENT_LEFT_FROZEN:
		report_failure(cgroup, event->err, _("left frozen; to thaw it, write %s to its %s"),
			       cgroup_thaw_word(&event->job->cgroup),
			       cgroup_freeze_file(&event->job->cgroup));
		break;
	default:
		if (event->kind < ARRAY_SIZE(failures) && failures[event->kind])
			report_failure(cgroup, event->err, "%s", _(failures[event->kind]));
		break;
	}
}

/* The caller may be below the cgroup, which is then handled in parts. */
static const char *part_of(const struct event *event, char path[static PATH_MAX])
{
	return event->below && file_path_of(event->below->fd, path) ? path : event->cgroup;
}

static void show_method(const struct event *event)
{
	char path[PATH_MAX];

	if (!report_is_verbose())
		return;
	if (event->kind == EVENT_METHOD)
		report_step(part_of(event, path), 0, N_("method: %s"), method_name(event->method));
	else if (event->err == -ENOSYS)
		report_step(part_of(event, path), 0, N_("no %s in this hierarchy of cgroup v1"),
			    method_file(event->method, &event->job->cgroup));
	else
		report_step(part_of(event, path), event->err, "%s",
			    method_file(event->method, &event->job->cgroup));
}

static void show_signalled(const struct event *event)
{
	char signal[SIGNAL_NAME_SIZE];

	if (!report_is_verbose())
		return;
	signal_name(event->signal, signal);
	if (event->count == COUNT_UNKNOWN)
		report_step(event->cgroup, 0, N_("%s sent to all processes by method %s"), signal,
			    method_name(event->method));
	else
		report_plan(event->cgroup, P_("%s sent to %lu process by method %s",
					      "%s sent to %lu processes by method %s",
					      event->count),
			    signal, event->count, method_name(event->method));
}

static void show_released(const struct event *event)
{
	if (!report_is_verbose())
		return;
	if (event->err)
		report_step("process_mrelease", event->err, N_("cannot free memory"));
	if (event->count)
		report_plan("process_mrelease", P_("memory freed by %lu call",
						   "memory freed by %lu calls", event->count),
			    event->count);
}

void events_show(const struct event *event)
{
	const char *cgroup = event->cgroup;

	switch (event->kind) {
	case EVENT_IS_PATH:
		report_step(cgroup, 0, N_("taken as a path"));
		break;
	case EVENT_IS_NAME:
		report_step_name(cgroup, N_("looked up as a cgroup name below"), event->name);
		break;
	case EVENT_IS_V1_NAME:
		report_step_name(cgroup, N_("the name of the cgroup v1 directory"), event->name);
		break;
	case EVENT_IS_OF_PROCESS:
		report_step_name(cgroup, N_("is in the cgroup"), event->name);
		break;
	case EVENT_MATCHED:
		report_step_name(cgroup, N_("matches only the cgroup"), event->name);
		break;
	case EVENT_METHOD:
	case EVENT_METHOD_FAILED:
		show_method(event);
		break;
	case EVENT_CALLER_LEFT_OUT:
		report_step(cgroup, 0, N_("holds this process, which is left out"));
		break;
	case EVENT_ARMED:
		report_step(cgroup, 0, N_("armed"));
		break;
	case EVENT_FIRED:
		report_step(cgroup, 0, N_("this has come true: %s"), event->condition->text);
		break;
	case EVENT_ENDED_ARMED:
		report_step(cgroup, 0, N_("has become empty before, nothing is sent"));
		break;
	case EVENT_EMPTY:
		report_step(cgroup, 0, event->holds_caller ?
			    N_("all processes but this one are gone") :
			    N_("all processes are gone"));
		break;
	case EVENT_REMOVING:
		report_step(cgroup, 0, N_("removing it"));
		break;
	case EVENT_SENT:
		report_sending(event->signal, event->pid);
		break;
	case EVENT_SIGNALLED:
		show_signalled(event);
		break;
	case EVENT_IDLE:
		report_idle();
		break;
	case EVENT_READY:
		report_release();
		break;
	case EVENT_RELEASED:
		show_released(event);
		break;
	case EVENT_WAITING:
		progress_show(event);
		break;
	case EVENT_ENDED:
		if (event->job->late)
			survivors_report(event->job, event->survivors, event->err);
		break;
	case EVENT_WAIT_ENDED:
		progress_end();
		break;
	default:
		show_failure(event);
		break;
	}
}
