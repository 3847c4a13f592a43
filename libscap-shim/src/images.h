/* SPDX-License-Identifier: Apache-2.0 */
/* The two variants of the probe, as object files inside this library (images.S): nothing to find at run time. */
#ifndef SHIM_IMAGES_H
#define SHIM_IMAGES_H

#include <stdint.h>

extern const uint8_t probe_image[], probe_image_end[];
extern const uint8_t probe_raw_image[], probe_raw_image_end[];

#endif
