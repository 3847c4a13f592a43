/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What differs between processors: one header for each, of the same names. */
#ifndef PROBE_MACHINE_H
#define PROBE_MACHINE_H

#include "wire.h"

#ifdef __TARGET_ARCH_arm64
#include "machine-arm64.h"
#else
#include "machine-x86.h"
#endif

#endif
