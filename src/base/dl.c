/* dl.c - see dl.h. */
#include "base/dl.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

const struct dl_library dl_curl = {"libcurl.so.4", "libcurl4", "fetching and models"};
const struct dl_library dl_xml = {"libxml2.so.2", "libxml2", "office documents and EPUB"};
const struct dl_library dl_archive = {
	"libarchive.so.13", "libarchive13", "office documents and EPUB"};
const struct dl_library dl_microhttpd = {"libmicrohttpd.so.12", "libmicrohttpd12", "the web view"};
const struct dl_library dl_edit = {"libedit.so.2", "libedit2", "line editing in kb ask -i"};

const struct dl_library *const dl_all[] = {
	&dl_curl, &dl_xml, &dl_archive, &dl_microhttpd, &dl_edit};
const size_t dl_n_all = sizeof dl_all / sizeof dl_all[0];

bool dl_load(const struct dl_library *lib, const char *const *names, size_t n, void **table,
	struct err *e)
{
	errno = 0;
	void *handle = dlopen(lib->soname, RTLD_NOW | RTLD_LOCAL);
	if (!handle && errno == ENOMEM)
		arena_exhausted();
	if (!handle)
		return err_set(e, ERR_IO, "%s is missing (needed for %s); install %s", lib->soname,
			lib->what_for, lib->package);
	for (size_t i = 0; i < n; i++) {
		table[i] = dlsym(handle, names[i]);
		if (!table[i])
			return err_set(e, ERR_IO, "%s has no %s; install a newer %s", lib->soname,
				names[i], lib->package);
	}
	return true; /* stays open: its functions may be in use until the process ends */
}

bool dl_available(const struct dl_library *lib)
{
	void *handle = dlopen(lib->soname, RTLD_LAZY | RTLD_LOCAL);
	if (handle)
		dlclose(handle);
	return handle != NULL;
}
