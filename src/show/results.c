/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/results.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/signals.h"
#include "engine/job.h"
#include "engine/survivor.h"
#include "engine/watch.h"
#include "kernel/cgroup.h"
#include "show/events.h"
#include "show/json.h"
#include "show/nls.h"
#include "show/report.h"
#include "show/survivors.h"

/* Which error it was, for programs: the words differ between languages and versions. */
static const char *const error_names[] = {
	[EVENT_EMPTY_OPERAND] = "malformed",
	[EVENT_BAD_PID] = "malformed",
	[EVENT_BAD_PATTERN] = "malformed",
	[EVENT_MISSING] = "missing",
	[EVENT_CANNOT_OPEN] = "cannot-open",
	[EVENT_NO_DIRECTORY] = "not-a-cgroup",
	[EVENT_OUTSIDE_NAMESPACE] = "outside-namespace",
	[EVENT_NO_MOUNT_POINT] = "no-mount",
	[EVENT_NO_MOUNT_POINT_FOR_PID] = "no-mount",
	[EVENT_NO_MOUNT_POINT_TO_SEARCH] = "no-mount",
	[EVENT_CANNOT_SEARCH] = "unreadable",
	[EVENT_UNMATCHED] = "missing",
	[EVENT_AMBIGUOUS] = "ambiguous",
	[EVENT_PID_OF_V1] = "no-mount",
	[EVENT_NO_PROC] = "no-proc",
	[EVENT_PROCESS_UNKNOWN] = "no-process",
	[EVENT_KIND_UNKNOWN] = "unreadable",
	[EVENT_EVENTS_UNREADABLE] = "unreadable",
	[EVENT_ROOT] = "root",
	[EVENT_FOREIGN] = "not-a-cgroup",
	[EVENT_THREADED] = "threaded",
	[EVENT_THREADED_ROOT] = "threaded",
	[EVENT_METHOD_REFUSED] = "method",
	[EVENT_CANNOT_ARM] = "cannot-watch",
	[EVENT_NOBODY] = "nobody",
	[EVENT_REFUSED_BY] = "not-signalled",
	[EVENT_INIT_LEFT] = "init",
	[EVENT_HIDDEN_LEFT] = "hidden",
	[EVENT_UNLISTED_LEFT] = "unlisted",
	[EVENT_PROCESSES_UNREADABLE] = "unreadable",
	[EVENT_DISARMED] = "cannot-watch",
	[EVENT_ENDLESS] = "endless",
	[EVENT_HELD_FROZEN] = "held-frozen",
	[EVENT_MAY_HOLD_HIDDEN] = "maybe-hidden",
	[EVENT_LEFT_FROZEN] = "left-frozen",
	[EVENT_KEPT_FOR_CALLER] = "not-removed",
	[EVENT_KEPT_BUSY] = "not-removed",
	[EVENT_KEPT_MOUNTED] = "not-removed",
	[EVENT_KEPT] = "not-removed",
	[EVENT_ENDED] = "late",
};

static const char *const hold_names[] = {
	[HOLD_KERNEL_THREAD] = "kernel-thread",
	[HOLD_INIT] = "init",
	[HOLD_HEADLESS] = "main-thread-exited",
	[HOLD_CORE] = "dumping-core",
	[HOLD_ZOMBIE] = "unreaped-zombie",
	[HOLD_EXITING] = "exiting",
	[HOLD_FROZEN_V1] = "frozen-v1",
	[HOLD_TRACER] = "traced",
	[HOLD_FROZEN] = "frozen",
	[HOLD_STOPPED] = "stopped",
	[HOLD_UNINTERRUPTIBLE] = "uninterruptible",
	[HOLD_BLOCKED] = "blocks-signal",
	[HOLD_IGNORED] = "ignores-signal",
	[HOLD_CAUGHT] = "handles-signal",
};

static const char *const outcome_names[] = {
	[OUTCOME_DONE] = "done",
	[OUTCOME_SOME] = "some",
	[OUTCOME_FAILED] = "failed",
	[OUTCOME_REFUSED] = "refused",
};

/* --- collecting ------------------------------------------------------------------------------- */

/* Something to be told of an operand: a signal, or an error. */
struct note {
	struct note *next;
	struct note *older;	/* of all notes, whatever they are on */
	enum event_kind kind;
	int signal;
	enum method method;
	unsigned long processes;
	char message[];
};

struct notes {
	struct note *first, *last;
};

static char **operands;
static int count;

/* The notes on each operand, and on none at the end; allocated for the first one. */
static struct notes *lists;
static struct note *newest;

/* Notes have been lost for lack of memory. */
static bool lost;

/* The event that is being shown, and whether an error has been noted for it. */
static const struct event *current;
static bool noted;

/*
 * The place of an operand in the list; count if it is not there. Most events are about the same
 * operand as the one before, or about the next one.
 */
static int place_of(const char *operand)
{
	static int last;

	for (int i = 0; operand && i < count; i++) {
		int place = (last + i) % count;

		if (operands[place] == operand)
			return last = place;
	}
	return count;
}

static const char *operand_of(const struct event *event)
{
	return event->job ? event->job->name : event->cgroup;
}

static void note(const char *operand, enum event_kind kind, const struct event *event,
		 const char *message)
{
	size_t size = strlen(message) + 1;
	struct note *added = malloc(sizeof(*added) + size);
	struct notes *list;

	if (!lists)
		lists = calloc((size_t)count + 1, sizeof(*lists));
	if (!lists || !added) {
		lost = true;
		free(added);
		return;
	}
	*added = (struct note){ .older = newest, .kind = kind };
	newest = added;
	if (event) {
		added->signal = event->signal;
		added->method = event->method;
		added->processes = event->count;
	}
	memcpy(added->message, message, size);
	list = &lists[place_of(operand)];
	if (list->last)
		list->last->next = added;
	else
		list->first = added;
	list->last = added;
}

/* What is said first of an event is the error; what follows are details. */
static void keep_error(const char *message)
{
	if (noted)
		return;
	if (message)
		note(current ? operand_of(current) : NULL, current ? current->kind : 0, NULL, message);
	else
		lost = true;
	noted = current != NULL;
}

/* --- writing ---------------------------------------------------------------------------------- */

static struct json json;
static int written;	/* operands */
static bool ended;

static const char *name_in(const char *const *names, size_t size, unsigned int index)
{
	return index < size && names[index] ? names[index] : NULL;
}

#define NAME_IN(names, index) name_in(names, ARRAY_SIZE(names), index)

static const char *name_state(char state)
{
	switch (state) {
	case 'R':
		return "running";
	case 'S':
		return "sleeping";
	case 'D':
		return "uninterruptible";
	case 'T':
		return "stopped";
	case 't':
		return "traced";
	case 'Z':
		return "zombie";
	default:
		return state ? "other" : NULL;
	}
}

static const char *text_or_null(const char *text)
{
	return *text ? text : NULL;
}

static void write_signals(const struct note *note)
{
	json_begin_array(&json, "signals");
	for (; note; note = note->next) {
		char name[SIGNAL_NAME_SIZE];

		if (note->kind != EVENT_SIGNALLED)
			continue;
		signal_name(note->signal, name);
		json_begin_object(&json, NULL);
		json_text(&json, "signal", name);
		json_text(&json, "method", method_name(note->method));
		if (note->processes != COUNT_UNKNOWN)
			json_unsigned(&json, "processes", note->processes);
		json_end_object(&json);
	}
	json_end_array(&json);
}

static void write_error(const char *kind, const char *message)
{
	json_begin_object(&json, NULL);
	json_text(&json, "kind", kind ? kind : "other");
	json_text(&json, "message", message);
	json_end_object(&json);
}

static void write_errors(const struct note *note, bool all)
{
	json_begin_array(&json, "errors");
	for (; note; note = note->next)
		if (note->kind != EVENT_SIGNALLED)
			write_error(NAME_IN(error_names, note->kind), note->message);
	if (all && lost)
		write_error("lost", nls_error(-ENOMEM));
	json_end_array(&json);
}

/* The path at which it is, or was. */
static void write_path(const struct job *job)
{
	static const char mark[] = " (deleted)";
	const size_t length = strlen(mark);
	char path[PATH_MAX];
	char *end;

	if (!file_path_of(job->cgroup.fd, path))
		return;
	end = path + strlen(path) - length;
	if (cgroup_is_gone(job->cgroup.fd, -ENOENT) && end > path && !strcmp(end, mark))
		*end = '\0';
	json_text(&json, "path", path);
}

/* What holds it: a cgroup, or another process. */
static void write_holder(const struct survivor *survivor)
{
	if (!survivor->by && !*survivor->by_cgroup)
		return;
	json_begin_object(&json, "by");
	json_text(&json, "cgroup", text_or_null(survivor->by_cgroup));
	if (survivor->by)
		json_number(&json, "pid", survivor->by);
	json_text(&json, "name", text_or_null(survivor->by_name));
	if (survivor->zombie)
		json_number(&json, "zombie", survivor->zombie);
	json_end_object(&json);
}

static void write_survivor(const struct survivor *survivor)
{
	const struct process_info *info = &survivor->info;

	json_begin_object(&json, NULL);
	json_number(&json, "pid", survivor->pid);
	json_text(&json, "name", text_or_null(info->name));
	json_text(&json, "state", name_state(info->stat.state));
	json_text(&json, "why", NAME_IN(hold_names, survivor->hold));
	write_holder(survivor);
	json_text(&json, "wait_channel", text_or_null(info->wait_channel));
	json_text(&json, "cgroup", text_or_null(info->cgroup));
	json_end_object(&json);
}

static void write_survivors(const struct survivors *survivors)
{
	if (survivors)
		json_unsigned(&json, "left", survivors_left(survivors));
	json_begin_array(&json, "survivors");
	for (unsigned long i = 0; survivors && i < survivors->count && i < SURVIVORS_DESCRIBED; i++)
		write_survivor(&survivors->described[i]);
	json_end_array(&json);
}

static const char *name_outcome(const struct job *job)
{
	if (job->late)
		return "late";
	return outcome_names[job->left_frozen ? OUTCOME_FAILED : job->outcome];
}

static void write_job(const struct job *job, const struct survivors *survivors)
{
	bool gone = cgroup_is_gone(job->cgroup.fd, -ENOENT);

	json_text(&json, "outcome", name_outcome(job));
	json_flag(&json, "empty", gone || watch_finds_nobody(job));
	json_flag(&json, "removed", gone);
	write_survivors(survivors);
}

/* What was said so far comes first, and may have to wait for its readers. */
static void begin_output(void)
{
	report_release();
	json.stream = stdout;
	json_begin_object(&json, NULL);
	json_begin_array(&json, "cgroups");
}

static void begin_operand(void)
{
	if (!json.stream)
		begin_output();
	json_begin_object(&json, NULL);
	json_text(&json, "operand", operands[written]);
}

static const struct note *notes_of(int place)
{
	return lists ? lists[place].first : NULL;
}

static void end_operand(void)
{
	write_errors(notes_of(written), false);
	json_end_object(&json);
	written++;
}

static void write_refused(void)
{
	begin_operand();
	write_signals(notes_of(written));
	json_text(&json, "outcome", outcome_names[OUTCOME_REFUSED]);
	write_survivors(NULL);
	end_operand();
}

/* The jobs come in the order of the operands. */
static void write_ended(const struct event *event)
{
	const struct job *job = event->job;

	if (job->late)
		survivors_report(job, event->survivors, event->err);
	if (job->outcome == OUTCOME_REFUSED && job->cgroup.fd < 0) {
		write_refused();
		return;
	}
	begin_operand();
	write_path(job);
	write_signals(notes_of(written));
	write_job(job, event->survivors);
	end_operand();
}

static void free_notes(void)
{
	while (newest) {
		struct note *first = newest;

		newest = first->older;
		free(first);
	}
	free(lists);
	lists = NULL;
}

/* --- listening -------------------------------------------------------------------------------- */

static void take_event(const struct event *event)
{
	current = event;
	noted = false;
	if (event->kind == EVENT_SIGNALLED)
		note(event->cgroup, event->kind, event, "");
	else if (event->kind == EVENT_ENDED)
		write_ended(event);
	else
		events_show(event);
	current = NULL;
	noted = false;
}

void results_begin(char **all_operands, int number)
{
	operands = all_operands;
	count = number;
	report_keep(keep_error);
	event_listen(take_event);
}

void results_end(int status)
{
	if (!operands || ended)
		return;
	ended = true;
	while (written < count)
		write_refused();
	json_end_array(&json);
	if (notes_of(count) || lost)
		write_errors(notes_of(count), true);
	json_number(&json, "status", status);
	json_end_object(&json);
	report_keep(NULL);
	free_notes();
}
