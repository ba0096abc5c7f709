/* test_address.c - which addresses a fetched link may reach. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include "base/str.h"
#include "llm/address.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void check(const char *const *hosts, size_t n, bool public)
{
	for (size_t i = 0; i < n; i++)
		if (address_host_public(str_of(hosts[i])) != public)
			fail_msg("%s is%s public", hosts[i], public ? " not" : "");
}

static void test_private(void **state)
{
	static const char *const hosts[] = {"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255",
		"100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254", "169.254.169.254",
		"172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.0.1",
		"198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
		"239.255.255.250", "240.0.0.1", "255.255.255.255", "[::]", "[::1]", "::1",
		"[fe80::1]", "[fe80::1%25eth0]", "[fec0::1]", "[fc00::1]", "[fd12:3456::1]",
		"[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::127.0.0.1]",
		"[64:ff9b::10.0.0.1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:db8::1]",
		"[2001::1]", "[3fff::1]", "[100::1]", "localhost", "LOCALHOST", "localhost.",
		"a.localhost"};
	(void)state;
	check(hosts, COUNT(hosts), false);
}

static void test_public(void **state)
{
	static const char *const hosts[] = {"1.1.1.1", "9.255.255.255", "11.0.0.0",
		"100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1", "169.253.255.255",
		"172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255", "198.17.255.255",
		"198.20.0.0", "223.255.255.255", "[2606:4700::1]", "[2a00:1450::1]",
		"[::ffff:1.1.1.1]", "[64:ff9b::1.1.1.1]", "[2002:101:101::]", "example.org",
		"localhost.example.org", "notlocalhost", "127.0.0.1.example.org", ""};
	(void)state;
	check(hosts, COUNT(hosts), true);
}

static void test_loopback(void **state)
{
	static const char *const here[] = {"127.0.0.1", "127.255.255.254", "localhost",
		"LocalHost.", "api.localhost", "[::1]", "::1", "[::1%25lo]", "[::ffff:127.0.0.1]"};
	static const char *const away[] = {"", "0.0.0.0", "10.0.0.1", "192.168.0.1", "128.0.0.1",
		"[::]", "[::2]", "[::ffff:10.0.0.1]", "[fe80::1]", "[64:ff9b::127.0.0.1]",
		"localhost.example.org", "notlocalhost", "127.0.0.1.example.org", "127.1"};
	(void)state;
	for (size_t i = 0; i < COUNT(here); i++)
		if (!address_host_loopback(str_of(here[i])))
			fail_msg("%s is loopback", here[i]);
	for (size_t i = 0; i < COUNT(away); i++)
		if (address_host_loopback(str_of(away[i])))
			fail_msg("%s is no loopback", away[i]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_private),
		cmocka_unit_test(test_public),
		cmocka_unit_test(test_loopback),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
