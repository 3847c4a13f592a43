// SPDX-License-Identifier: Apache-2.0
#include "problem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

/* What it happened to does not matter: each program and map of the probe is a file. */
#define TOO_MANY_FILES "too many open files for the probe; raise the limit: ulimit -n 1024"

int problem_set(struct problem *problem, int error, const char *format, ...)
{
	va_list args;

	if (error == -EMFILE) {
		snprintf(problem->text, sizeof(problem->text), "%s", TOO_MANY_FILES);
		return error;
	}
	va_start(args, format);
	vsnprintf(problem->text, sizeof(problem->text), format, args);
	va_end(args);
	return error;
}

void problem_clear(struct problem *problem)
{
	problem->text[0] = 0;
}
