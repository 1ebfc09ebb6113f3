/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAMTRAIL_APP_VERSION_H
#define CAMTRAIL_APP_VERSION_H

#define CAMTRAIL_VERSION "0.1.0"

#endif
