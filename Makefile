# Makefile of kb (GNU make). `make help` lists the targets.
#
#   O=DIR      object folder, one subfolder a variant (default: build)
#   V=1        show the commands
#   WERROR=    let warnings pass
#   CC CFLAGS LDFLAGS PREFIX DESTDIR as usual; FUZZ_SECONDS=60 for each fuzz target
#
# Sources are found by wildcard: a new file in src/ROOM/ needs no line here.

O ?= build
PREFIX ?= /usr/local
CFLAGS ?= -O2 -g
FUZZ_SECONDS ?= 60
ifneq ($(filter default undefined,$(origin CC)),)
CC := gcc
endif
# Warnings are errors with the compiler that kb is checked with; another one may warn of more.
WERROR ?= $(if $(filter 12,$(shell $(CC) -dumpversion 2>/dev/null)),-Werror)
CLANG ?= clang
CLANG_FORMAT ?= clang-format
AR ?= ar
PKG_CONFIG ?= pkg-config

MAKEFLAGS += --no-print-directory -rR
.DELETE_ON_ERROR:
.SUFFIXES:
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' '$1' '$2')
NPROC := $(shell nproc 2>/dev/null || echo 2)
# -j for a sub-make, unless the person gave one.
J = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(NPROC))

# --- files -------------------------------------------------------------------------------------

SRC := $(sort $(filter-out src/tool/%,$(wildcard src/*/*.c src/*/*/*.c)))
UNIT := $(sort $(wildcard tests/unit/test_*.c))
UNIT_LIB := $(sort $(filter-out $(UNIT),$(wildcard tests/unit/*.c)))
CLI := $(sort $(wildcard tests/cli/*.t))
FUZZ := $(sort $(wildcard tests/fuzz/fuzz_*.c))
LLMD := $(sort $(filter-out %/drive.c,$(wildcard tests/llmd/*.c)))
EMBED := $(sort $(wildcard src/prompts/*.md src/templates/* src/front/web/*))
FORMAT = $(sort $(shell find include src tests -name '*.[ch]'))

# --- libraries ---------------------------------------------------------------------------------
# LINKED ones are linked; OPENED ones are opened at first use (base/dl.h): only their headers count.

LINKED := sqlite3 libcmark-gfm yaml-0.1 jansson gumbo libutf8proc libcrypto
OPENED := libcurl libxml-2.0 libarchive libmicrohttpd libedit
LIBS = $(LINKED_LIBS) -lcmark-gfm-extensions -lstemmer -ldl -lpthread -lm

# Goals that compile nothing themselves run without the libraries.
ifneq ($(filter-out help clean fmt format-check check demo fuzz uninstall,$(or $(MAKECMDGOALS),all)),)
ifneq ($(shell $(PKG_CONFIG) --exists $(LINKED) $(OPENED) && \
	echo '\#include <libstemmer.h>' | $(CC) -E - >/dev/null 2>&1 && echo yes),yes)
$(error $(shell sh tests/deps.sh --line build))
endif
LIB_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(LINKED) $(OPENED))
LINKED_LIBS := $(shell $(PKG_CONFIG) --libs $(LINKED))
endif

# --- flags -------------------------------------------------------------------------------------
# No path of this machine reaches the binary: two builds in two folders give the same bytes.

LANG_FLAGS := -std=c11 -D_XOPEN_SOURCE=700 -Iinclude -Isrc
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla
BASE := $(LANG_FLAGS) $(WARN) $(WERROR) -ffile-prefix-map=$(CURDIR)=. -pthread
ASAN := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LINK := -Wl,--as-needed -Wl,--build-id=none -pthread

release_CC = $(CC)
release_FLAGS = $(BASE) $(CFLAGS) $(CPPFLAGS) $(LIB_CFLAGS)
release_LINK = $(LINK) $(LDFLAGS)

debug-asan_CC = $(CC)
debug-asan_FLAGS = $(BASE) -O1 -g $(ASAN) -DARENA_ONE_EACH $(CPPFLAGS) $(LIB_CFLAGS)
debug-asan_LINK = $(LINK) $(ASAN)

clang_CC = $(CLANG)
clang_FLAGS = $(BASE) -O0 $(CPPFLAGS) $(LIB_CFLAGS)

fuzz_CC = $(CLANG)
fuzz_FLAGS = $(BASE) -O1 -g $(ASAN) -fsanitize=fuzzer-no-link -DARENA_ONE_EACH $(CPPFLAGS) $(LIB_CFLAGS)
fuzz_LINK = $(LINK) $(ASAN) -fsanitize=fuzzer

# --- the targets for people --------------------------------------------------------------------

.PHONY: all demo check house bench fuzz wiki pictures fmt install uninstall clean help
.PHONY: objects check-build fuzz-build format-check FORCE

all: $(O)/kb ## build kb (no package is ever installed by this)

demo: ## install what the build needs, build, and show kb at work in a scratch copy
	@sh tests/deps.sh build
	@$(MAKE) $(J) all
	@KB=$(abspath $(O)/kb) sh tests/demo.sh

check: ## everything: both compilers, format, house, unit tests, tests of the binary
	@sh tests/deps.sh build check
	@$(MAKE) $(J) WERROR=-Werror check-build
	@$(MAKE) format-check
	@$(MAKE) WERROR=-Werror house
	@KB=$(abspath $(O)/debug-asan/kb) CC=$(CC) sh tests/run.sh \
		$(UNIT:%.c=$(abspath $(O)/debug-asan)/%) $(CLI)

house: objects $(O)/tool/house ## the rules of the house: floors, doors, bounds (tests/house/check)
	$(Q)CC='$(CC)' CFLAGS='$(LANG_FLAGS) $(WARN)' HOUSE=$(abspath $(O)/tool/house) \
		sh tests/house/check . $(O)/release

bench: $(O)/kb $(O)/tool/measure $(O)/release/llmd $(O)/release/drive ## measure against something run beside it; a table of ratios
	$(Q)KB=$(abspath $(O)/kb) MEASURE=$(abspath $(O)/tool/measure) sh tests/bench/run.sh

fuzz: ## run each fuzz target for FUZZ_SECONDS
	@sh tests/deps.sh build fuzz
	@$(MAKE) $(J) fuzz-build
	@O=$(O) FUZZ_SECONDS=$(FUZZ_SECONDS) sh tests/fuzz/run.sh $(FUZZ:%.c=$(O)/fuzz/%)

wiki: $(O)/kb ## compile the starter base: wiki/ of this repository
	$(Q)$(O)/kb -C . compile

pictures: ## draw the pictures again: of README, of raw/ (awk, cmark-gfm, chromium)
	$(Q)awk -f doc/bm25-saturation.awk >raw/assets/bm25-saturation.svg
	$(Q)sh doc/page-picture.sh

fmt: ## format all C files
	$(Q)$(CLANG_FORMAT) -i $(FORMAT)

DOCS := $(O)/doc/kb.1 $(O)/doc/kb.bash $(O)/doc/kb.zsh $(O)/doc/kb.fish
SHARE := $(DESTDIR)$(PREFIX)/share
INSTALLED := $(DESTDIR)$(PREFIX)/bin/kb $(SHARE)/man/man1/kb.1 \
	$(SHARE)/bash-completion/completions/kb $(SHARE)/zsh/site-functions/_kb \
	$(SHARE)/fish/vendor_completions.d/kb.fish

install: $(O)/kb $(DOCS) ## binary, man page, completions; PREFIX=/usr/local, DESTDIR
	$(Q)set -- $(O)/kb $(DOCS); mode=755; for to in $(INSTALLED); do \
		install -D -m $$mode "$$1" "$$to" || exit 1; echo "  INST  $$to"; shift; mode=644; done

uninstall: ## remove what install puts there
	$(Q)rm -f $(INSTALLED)

clean: ## remove the object folder
	$(Q)rm -rf $(O)/release $(O)/debug-asan $(O)/clang $(O)/fuzz $(O)/tool $(O)/gen $(O)/doc $(O)/kb
	$(Q)rmdir $(O) 2>/dev/null || true

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24
	@echo; sed -n '/^#   /s/^#//p' Makefile

# --- parts of the above ------------------------------------------------------------------------

format-check:
	$(call say,FMT,include src tests)
	$(Q)$(CLANG_FORMAT) --dry-run -Werror $(FORMAT)

# --- one set of rules a variant ----------------------------------------------------------------
# $1: folder; $1_CC, $1_FLAGS and $1_LINK above.

define VARIANT
# The test double of the model services.
$(O)/$1/llmd: $$(LLMD:%.c=$(O)/$1/%.o) $(O)/$1/libkb.a
	$$(call say,LD,$$@)
	$(Q)$$($1_CC) $$($1_LINK) -o $$@ $$^ -lmicrohttpd $$(LIBS)
-include $$(LLMD:%.c=$(O)/$1/%.d)

$1_OBJ := $$(SRC:%.c=$(O)/$1/%.o) $(O)/$1/gen/embed_files.o

$(O)/$1/flags: FORCE
	@mkdir -p $$(@D); echo '$$($1_CC) $$($1_FLAGS)' >$$@.new; \
	cmp -s $$@.new $$@ && rm $$@.new || mv $$@.new $$@

$(O)/$1/%.o: %.c $(O)/$1/flags
	@mkdir -p $$(@D)
	$$(call say,CC,$$< $(if $(filter release,$1),,[$1]))
	$(Q)$$($1_CC) $$($1_FLAGS) -MMD -MP -c -o $$@ $$<

$(O)/$1/gen/embed_files.o: $(O)/gen/embed_files.c $(O)/$1/flags
	@mkdir -p $$(@D)
	$(Q)$$($1_CC) $$($1_FLAGS) -g0 -MMD -MP -c -o $$@ $$<

$(O)/$1/libkb.a: $$(filter-out %/front/main.o,$$($1_OBJ))
	@rm -f $$@
	$(Q)$(AR) rcsD $$@ $$^

$(O)/$1/tests/%: $(O)/$1/tests/%.o $(if $(filter fuzz,$1),,$(UNIT_LIB:%.c=$(O)/$1/%.o)) $(O)/$1/libkb.a
	$$(call say,LD,$$@)
	$(Q)$$($1_CC) $$($1_LINK) -o $$@ $$^ $$(if $$(filter unit/%,$$*),-lcmocka) $$(LIBS)

# Many calls through the client, for tests and figures.
$(O)/$1/drive: $(O)/$1/tests/llmd/drive.o $(O)/$1/libkb.a
	$$(call say,LD,$$@)
	$(Q)$$($1_CC) $$($1_LINK) -o $$@ $$^ $$(LIBS)

-include $$($1_OBJ:.o=.d) $(O)/$1/tests/llmd/drive.d
endef
$(foreach v,release debug-asan clang fuzz,$(eval $(call VARIANT,$v)))

-include $(UNIT:%.c=$(O)/debug-asan/%.d) $(UNIT:%.c=$(O)/clang/%.d) $(FUZZ:%.c=$(O)/fuzz/%.d)
-include $(UNIT_LIB:%.c=$(O)/debug-asan/%.d)
.SECONDARY: # keep objects of tests

$(O)/release/kb $(O)/debug-asan/kb: $(O)/%/kb: $(O)/%/src/front/main.o $(O)/%/libkb.a
	$(call say,LD,$@)
	$(Q)$($*_CC) $($*_LINK) -o $@ $^ $(LIBS)

$(O)/kb: $(O)/release/kb
	$(Q)ln -f $< $@

objects: $(release_OBJ)

check-build: $(release_OBJ) $(clang_OBJ) $(O)/debug-asan/kb $(O)/tool/house \
	$(UNIT:%.c=$(O)/debug-asan/%) $(UNIT:%.c=$(O)/clang/%.o) $(FUZZ:%.c=$(O)/clang/%.o) \
	$(O)/debug-asan/drive

check-build: $(O)/debug-asan/llmd $(LLMD:%.c=$(O)/clang/%.o)

fuzz-build: $(FUZZ:%.c=$(O)/fuzz/%)

# --- host tools and what they make -------------------------------------------------------------

$(O)/tool/house: $(sort $(wildcard src/tool/house_*.c)) src/tool/house.h
$(O)/tool/%: src/tool/%.c
	@mkdir -p $(@D)
	$(call say,TOOL,$<)
	$(Q)$(CC) $(LANG_FLAGS) $(WARN) $(WERROR) -O1 -g -o $@ $(filter %.c,$^)

# The list of files is kept, so that a removed one is noticed as a new one is.
$(O)/gen/embed_list: FORCE
	@mkdir -p $(@D); echo '$(EMBED)' >$@.new; cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(O)/gen/embed_files.c: $(O)/tool/embed $(EMBED) $(O)/gen/embed_list
	$(call say,GEN,$@)
	$(Q)$(O)/tool/embed src/ $(EMBED) >$@

$(O)/doc/kb.1: $(O)/kb
	@mkdir -p $(@D)
	$(Q)$(O)/kb --man >$@
$(O)/doc/kb.%: $(O)/kb
	@mkdir -p $(@D)
	$(Q)$(O)/kb --completion $* >$@
