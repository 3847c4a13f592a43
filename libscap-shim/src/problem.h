/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong, in a sentence with a next step: the text of scap_shim_last_error(). */
#ifndef SHIM_PROBLEM_H
#define SHIM_PROBLEM_H

#define PROBLEM_BYTES 1024

struct problem {
	char text[PROBLEM_BYTES];
};

/* Returns `error` (a negative errno), so that callers can write `return problem_set(…)`. */
int problem_set(struct problem *problem, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));
void problem_clear(struct problem *problem);

#endif
