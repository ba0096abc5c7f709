/* address.h - which internet addresses are the public's: what a fetched link may reach.
 *
 * Public is what IANA's special-purpose registries (RFC 6890 and its updates) leave for everybody:
 * no loopback, private, link-local, shared (CGNAT), multicast, documentation, benchmark, reserved or
 * unspecified address. An IPv6 address that carries an IPv4 address (mapped, NAT64, 6to4) is as
 * public as the one it carries. */
#ifndef LLM_ADDRESS_H
#define LLM_ADDRESS_H

#include "kb_types.h"

bool address_v4_public(const uint8_t b[4]); /* network order */
bool address_v6_public(const uint8_t b[16]);
/* A host as it stands in a URL: false for a literal that is not public ("127.0.0.1", "[::1]") and for
 * localhost; true for every other name, whose addresses are checked when it is connected to. */
bool address_host_public(struct str host);

/* A host in a URL that is this machine by its name alone: localhost, 127.0.0.0/8, ::1. */
bool address_host_loopback(struct str host);

struct sockaddr;
/* "192.168.1.7", for messages. An unknown family is not public. */
#define ADDRESS_TEXT_MAX 64
bool address_public(const struct sockaddr *sa, char text[ADDRESS_TEXT_MAX]);

#endif
