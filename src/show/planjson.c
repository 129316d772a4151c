/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/planjson.h"

#include <stdio.h>

#include "base/signals.h"
#include "engine/fallback.h"
#include "show/json.h"
#include "show/nls.h"

static void write_message(struct json *json, const struct message *message)
{
	char name[SIGNAL_NAME_SIZE];

	signal_name(message->signal, name);
	json_text(json, "signal", name);
	if (message->queued)
		json_number(json, "value", message->value);
}

static void write_followups(struct json *json, const struct plan *plan,
			    const struct request *request)
{
	if (!plan->followup_count)
		return;
	json_begin_array(json, "followups");
	for (int i = 0; i < plan->followup_count; i++) {
		const struct message message = request_message(request, i + 1);

		json_begin_object(json, NULL);
		json_number(json, "after_ms", request->followups[i].milliseconds);
		write_message(json, &message);
		json_text(json, "method", method_name(plan->followup_methods[i]));
		json_end_object(json);
	}
	json_end_array(json);
}

static void write_refusal(struct json *json, const struct plan *plan)
{
	char refusal[256];

	snprintf(refusal, sizeof(refusal), "%s: %s", method_file(plan->method, &plan->job->cgroup),
		 nls_error(plan->err));
	json_text(json, "refusal", refusal);
}

static void write_plan(struct json *json, const struct plan *plan, const struct request *request)
{
	json_text(json, "operand", plan->job->name);
	if (request->message.signal)
		write_message(json, &request->message);
	if (plan->sends)
		json_text(json, "method", method_name(plan->method));
	if (plan->err)
		write_refusal(json, plan);
	write_followups(json, plan, request);
}

static const char *text_or_null(const char *text)
{
	return *text ? text : NULL;
}

static void write_cgroup(struct json *json, const struct node *node)
{
	json_text(json, "cgroup", text_or_null(node->name));
	json_unsigned(json, "id", node->id);
	json_unsigned(json, "processes", node->processes);
	json_unsigned(json, "hidden", node->hidden);
	json_unsigned(json, "kthreads", node->kernel_threads);
	json_unsigned(json, "cgroups", node->cgroups);
	json_flag(json, "frozen", node->frozen);
	json_flag(json, "threaded", node->threaded);
	json_flag(json, "gone", node->gone);
}

static void write_process(struct json *json, const struct node *node)
{
	json_number(json, "pid", node->pid);
	json_text(json, "command", text_or_null(node->name));
	if (node->threads)
		json_number(json, "threads", node->threads);
	json_flag(json, "frozen", node->frozen);
	json_flag(json, "headless", node->headless);
	json_flag(json, "kthread", node->kernel_thread);
	json_flag(json, "self", node->self);
	json_flag(json, "init", node->init);
}

/* Closes the node, and all nodes above whose last child it is. Returns the next one, or NULL. */
static const struct node *finish_node(struct json *json, const struct node *node)
{
	json_end_object(json);
	while (node->parent && !node->next) {
		node = node->parent;
		json_end_array(json);
		json_end_object(json);
	}
	return node->next;
}

/* Not recursive: a tree may be deeper than the stack. */
static void write_tree(struct json *json, const struct plan *plan, const struct request *request)
{
	const struct node *node = plan->tree.nodes[0];

	while (node) {
		json_begin_object(json, NULL);
		json_text(json, "type", node->pid ? "process" : "cgroup");
		if (!node->parent)
			write_plan(json, plan, request);
		if (node->pid)
			write_process(json, node);
		else
			write_cgroup(json, node);
		if (node->child) {
			json_begin_array(json, "children");
			node = node->child;
		} else {
			node = finish_node(json, node);
		}
	}
}

void planjson_print(const struct plan *plans, int count, const struct request *request)
{
	struct json json = { .stream = stdout };

	json_begin_object(&json, NULL);
	json_begin_array(&json, "cgroups");
	for (int i = 0; i < count; i++)
		if (plans[i].tree.count)
			write_tree(&json, &plans[i], request);
	json_end_array(&json);
	json_end_object(&json);
}
