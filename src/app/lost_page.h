/* SPDX-License-Identifier: Apache-2.0
 *
 * A file that becomes shorter while it is mapped loses pages, and touching one raises SIGBUS
 * (mmap(2)). A reader must not die of it: what it has counted by then would be lost. It gets a page of
 * zeros in the lost one's place; that the file changed is told by app/inputs.h.
 */
#ifndef CAMTRAIL_APP_LOST_PAGE_H
#define CAMTRAIL_APP_LOST_PAGE_H

/* For the whole process, from now on. Any other SIGBUS (a fault of the machine's memory, a wrong
 * alignment) ends the process with abort(). Needs mmap(2) of memory and rt_sigreturn(2). */
void lost_page_becomes_zeros(void);

#endif
