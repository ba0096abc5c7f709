/* address.c - see address.h. In this order: the tables; raw addresses; hosts and sockets. */
#include "llm/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/str.h"

struct prefix {
	uint8_t b[16];
	unsigned bits;
};

static const struct prefix v4_special[] = {
	{{0}, 8}, /* this network */
	{{10}, 8}, /* private */
	{{100, 64}, 10}, /* shared (CGNAT) */
	{{127}, 8}, /* loopback */
	{{169, 254}, 16}, /* link-local */
	{{172, 16}, 12}, /* private */
	{{192, 0, 0}, 24}, /* protocol assignments */
	{{192, 0, 2}, 24}, /* documentation */
	{{192, 88, 99}, 24}, /* former 6to4 relays */
	{{192, 168}, 16}, /* private */
	{{198, 18}, 15}, /* benchmarks */
	{{198, 51, 100}, 24}, /* documentation */
	{{203, 0, 113}, 24}, /* documentation */
	{{224}, 4}, /* multicast */
	{{240}, 4}, /* reserved, broadcast */
};

static const struct prefix v6_global = {{0x20}, 3};
static const struct prefix v6_special[] = {
	{{0x20, 0x01}, 23}, /* protocol assignments, Teredo */
	{{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
	{{0x3f, 0xff}, 20}, /* documentation */
};

/* IPv6 prefixes that an IPv4 address follows. */
static const struct prefix v6_carriers[] = {
	{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, /* mapped */
	{{0x00, 0x64, 0xff, 0x9b}, 96}, /* NAT64 */
	{{0x20, 0x02}, 16}, /* 6to4 */
};

static bool within(const uint8_t *b, const struct prefix *p)
{
	unsigned whole = p->bits / 8, rest = p->bits % 8;
	uint8_t mask = (uint8_t)(0xff << (8 - rest));
	return memcmp(b, p->b, whole) == 0 && (!rest || (b[whole] & mask) == p->b[whole]);
}

bool address_v4_public(const uint8_t b[4])
{
	for (size_t i = 0; i < sizeof v4_special / sizeof v4_special[0]; i++)
		if (within(b, &v4_special[i]))
			return false;
	return true;
}

bool address_v6_public(const uint8_t b[16])
{
	for (size_t i = 0; i < sizeof v6_carriers / sizeof v6_carriers[0]; i++)
		if (within(b, &v6_carriers[i]))
			return address_v4_public(b + v6_carriers[i].bits / 8);
	for (size_t i = 0; i < sizeof v6_special / sizeof v6_special[0]; i++)
		if (within(b, &v6_special[i]))
			return false;
	return within(b, &v6_global);
}

static bool is_localhost(struct str host)
{
	return str_ieq(host, STR("localhost")) || str_iends(host, STR(".localhost"));
}

/* A host without brackets, zone and last dot. */
static struct str bare_host(struct str host)
{
	if (str_starts(host, STR("[")) && str_ends(host, STR("]")))
		host = str_sub(host, 1, host.n - 1);
	host = str_sub(host, 0, str_find_byte(host, '%'));
	if (str_ends(host, STR(".")))
		host.n--;
	return host;
}

/* 4 or 6 by what literal it is, with its bytes; 0 for a name. */
static int literal(struct str host, uint8_t b[16])
{
	char text[ADDRESS_TEXT_MAX];
	if (host.n >= sizeof text)
		return 0;
	memcpy(text, host.p, host.n);
	text[host.n] = '\0';
	if (inet_pton(AF_INET, text, b) == 1)
		return 4;
	return inet_pton(AF_INET6, text, b) == 1 ? 6 : 0;
}

bool address_host_public(struct str host)
{
	uint8_t b[16];
	host = bare_host(host);
	if (is_localhost(host))
		return false;
	switch (literal(host, b)) {
	case 4: return address_v4_public(b);
	case 6: return address_v6_public(b);
	default: return true;
	}
}

bool address_host_loopback(struct str host)
{
	static const uint8_t one[16] = {[15] = 1};
	uint8_t b[16];
	host = bare_host(host);
	switch (literal(host, b)) {
	case 4: return b[0] == 127;
	case 6:
		return memcmp(b, one, 16) == 0 ||
			(memcmp(b, v6_carriers[0].b, 12) == 0 && b[12] == 127);
	default: return is_localhost(host);
	}
}

bool address_public(const struct sockaddr *sa, char text[ADDRESS_TEXT_MAX])
{
	uint8_t b[16];
	text[0] = '\0';
	if (sa->sa_family == AF_INET) {
		memcpy(b, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, 4);
		(void)inet_ntop(AF_INET, b, text, ADDRESS_TEXT_MAX);
		return address_v4_public(b);
	}
	if (sa->sa_family == AF_INET6) {
		memcpy(b, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 16);
		(void)inet_ntop(AF_INET6, b, text, ADDRESS_TEXT_MAX);
		return address_v6_public(b);
	}
	(void)snprintf(text, ADDRESS_TEXT_MAX, "address family %d", sa->sa_family);
	return false;
}
