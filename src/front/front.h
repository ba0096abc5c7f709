/* front.h - one run of kb, for main.c and for tests. */
#ifndef FRONT_FRONT_H
#define FRONT_FRONT_H

#include <signal.h>

#include "front/cmd.h"

#define FRONT_PIPE_CLOSED (-1) /* whoever read the answer has gone away */

/* Runs the command of argv (NULL at its end) and returns the exit status. catch_stop is called
 * before a command that can be stopped in order; from then on *stop is looked at. */
int front_main(char *const *argv, const volatile sig_atomic_t *stop, void (*catch_stop)(void));

#endif
