/* SPDX-License-Identifier: Apache-2.0 */
	.section .rodata
	.balign 8
	.global probe_image
	.hidden probe_image
probe_image:
	.incbin "probe.bpf.o"
	.global probe_image_end
	.hidden probe_image_end
probe_image_end:
	.balign 8
	.global probe_raw_image
	.hidden probe_raw_image
probe_raw_image:
	.incbin "probe-raw.bpf.o"
	.global probe_raw_image_end
	.hidden probe_raw_image_end
probe_raw_image_end:
	.section .note.GNU-stack, "", @progbits
