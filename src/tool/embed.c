/* embed.c - host tool: writes files as the C table that base/embed.h declares.
 *
 *	embed PREFIX FILE... >embed_files.c
 *
 * PREFIX is cut from each name. The table is sorted by name whatever the order given, the bytes are
 * written as numbers (a string literal has a length limit), and nothing else enters the output. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *short_name(const char *path, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(path, prefix, n) == 0 ? path + n : path;
}

/* The bytes of one file as an array that ends in NUL; -1 when it cannot be read. */
static long write_bytes(const char *path, int i)
{
	FILE *f = fopen(path, "rb");
	long n = 0;
	int c;

	if (!f) {
		perror(path);
		return -1;
	}
	printf("static const unsigned char file_%d[] = {", i);
	while ((c = getc(f)) != EOF)
		printf("%s%d,", n++ % 20 ? "" : "\n", c);
	printf("%s0};\n", n ? "" : "\n");
	if (ferror(f)) {
		perror(path);
		n = -1;
	}
	fclose(f);
	return n;
}

int main(int argc, char **argv)
{
	const char *prefix = argc > 1 ? argv[1] : "";
	int n_files = argc > 2 ? argc - 2 : 0;
	char **files = argv + 2;
	long *sizes = calloc((size_t)n_files + 1, sizeof *sizes);

	if (!sizes)
		return 1;
	if (n_files > 0)
		qsort(files, (size_t)n_files, sizeof *files, by_name);
	printf("/* written by src/tool/embed.c */\n#include \"base/embed.h\"\n\n");
	for (int i = 0; i < n_files; i++)
		if ((sizes[i] = write_bytes(files[i], i)) < 0)
			return 1;
	printf("\nconst struct embed_file embed_files[] = {\n");
	for (int i = 0; i < n_files; i++)
		printf("{\"%s\", (const char *)file_%d, %ld},\n", short_name(files[i], prefix), i,
			sizes[i]);
	printf("{0, 0, 0}};\nconst size_t embed_n_files = %d;\n", n_files);
	free(sizes);
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
