/* html_words.h - what the words of class names, ids, roles and short texts hint at.
 *
 * A hint is never a verdict: it is one bit among the features of a run (html_features.h). */
#ifndef DOC_HTML_WORDS_H
#define DOC_HTML_WORDS_H

#include "base/str.h"
#include "kb_types.h"

/* X(group, words in class, id, role or itemprop that belong to it) */
#define HTML_CLASS_GROUPS(X)                                                                         \
	X(NAV,                                                                                       \
		"nav navbar navigation menu submenu breadcrumb breadcrumbs crumbs pagination pager " \
		"paging toc sitemap")                                                                \
	X(TABS, "tab tabs tablist dropdown accordion toggle collapse collapsible expand")            \
	X(TOP, "header masthead topbar banner head navigationbar")                                   \
	X(BOTTOM, "footer foot copyright legal bottom contentinfo colophon disclaimer")              \
	X(SIDE, "sidebar side aside rail widget widgets secondary complementary right left")         \
	X(SHARE,                                                                                     \
		"share sharing social socials follow facebook twitter linkedin pinterest addtoany")  \
	X(RELATED,                                                                                   \
		"related recommended recommendation recommendations similar suggested "              \
		"suggestions trending popular upnext also teaser teasers more readmore latest")      \
	X(PROMO,                                                                                     \
		"promo promotion ad ads advert advertisement advertising sponsor sponsored cta "     \
		"offer marketing outbrain taboola adsbygoogle dfp upsell")                           \
	X(SIGNUP,                                                                                    \
		"newsletter subscribe subscription signup login signin register account paywall "    \
		"mailchimp optin form")                                                              \
	X(POPUP,                                                                                     \
		"cookie cookies consent gdpr modal popup overlay dialog lightbox toast "             \
		"notification drawer offcanvas alert notice onetrust tooltip flyout")                \
	X(COMMENT, "comment comments disqus reply replies respond discussion")                       \
	X(META,                                                                                      \
		"meta byline author authors date time published posted timestamp datetime credit "   \
		"bio info readtime")                                                                 \
	X(TAGS, "tags tag category categories topics keywords labels badge badges chip chips")       \
	X(TOOLS,                                                                                     \
		"toolbar tools actions action controls control buttons button btn filter filters "   \
		"facet facets sort search print option options select selector swatch")              \
	X(CONTENT, "content main body text copy prose markdown richtext rte wysiwyg rtf contents")   \
	X(ARTICLE, "article post entry story blog page articlebody single")                          \
	X(PRODUCT,                                                                                   \
		"product item spec specs specification specifications details detail "               \
		"description desc price pdp sku features feature")                                   \
	X(CARD,                                                                                      \
		"card cards grid tile tiles list listing results result carousel slider swiper "     \
		"slide gallery collection collections")                                              \
	X(THREAD,                                                                                    \
		"message messages thread topic question answer forum postbody cooked bbcode "        \
		"viewtopic discussions")                                                             \
	X(SKIP, "skip sr visually hidden screenreader screen hide invisible offscreen print")        \
	X(HERO, "hero intro lead title headline heading subtitle subheading tagline summary")        \
	X(REVIEW, "testimonial testimonials review reviews rating ratings stars")                    \
	X(CART, "cart checkout wishlist shipping payment buy basket minicart")                       \
	X(FAQ, "faq faqs qa")                                                                        \
	X(NOTES, "reference references footnote footnotes citation citations reflist notes")         \
	X(TABLE, "table row cell infobox wikitable")                                                 \
	X(POSTER,                                                                                    \
		"signature sig poster profile userinfo usertitle avatar rank member user users "     \
		"membership reputation karma userstats postprofile memberinfo usercard signatures")  \
	X(VARIANT,                                                                                   \
		"variant variants swatch swatches qty quantity size sizes color colors colour "      \
		"availability stock delivery financing warranty upsells bundle addon addons")

/* X(group, phrases in lower case between bars) */
#define HTML_TEXT_GROUPS(X)                                                                           \
	X(LEGAL,                                                                                      \
		"\xc2\xa9|copyright|all rights reserved|privacy|terms of|terms &|cookie|disclaimer|"  \
		"trademark|imprint")                                                                  \
	X(ACCOUNT,                                                                                    \
		"log in|login|sign in|sign up|signup|register|my account|create account|"             \
		"password|join now|get started|free trial|sign out")                                  \
	X(SHARING,                                                                                    \
		"share|tweet|facebook|twitter|linkedin|whatsapp|pinterest|email this|print|"          \
		"copy link|follow us|instagram|youtube")                                              \
	X(LETTER, "newsletter|subscribe|your email|email address|inbox|sign up for|unsubscribe")      \
	X(SEE_ALSO,                                                                                   \
		"related|you may also|recommended|read next|more from|popular|trending|"              \
		"see also|similar|latest|you might|also like|up next|most read|editor's pick|"        \
		"read also|further reading|more stories|keep reading|recent posts")                   \
	X(SHOP,                                                                                       \
		"add to cart|add to bag|buy now|checkout|wishlist|free shipping|quantity|in stock|"   \
		"sold out|out of stock|add to basket|shop now|your cart|quick view|regular price|"    \
		"sale price|unit price")                                                              \
	X(REPLIES, "comment|reply|leave a|replies|upvote|report|likes|quote|votes|flag|solved")       \
	X(MOVE,                                                                                       \
		"home|skip to|menu|search|back to top|previous|next|load more|show more|view all|"    \
		"see all|read more|learn more|view more|click here|go to|close|loading|toggle|"       \
		"show less|contact us|about us|site map|explore|browse|filter|sort by")               \
	X(BYLINE,                                                                                     \
		"by |posted|published|updated|min read|minute read|written by|reviewed by|author|"    \
		"last modified|edited by|photo|credit")                                               \
	X(WHEN,                                                                                       \
		" ago|january|february|march|april|june|july|august|september|october|november|"      \
		"december|jan |feb |mar |apr |jun |jul |aug |sep |oct |nov |dec |yesterday|today")    \
	X(MONEY, "$|\xe2\x82\xac|\xc2\xa3|usd|% off|price|save |discount|coupon")                     \
	X(ADS, "advertisement|sponsored|affiliate|commission|promoted|paid content|ad choices")       \
	X(CONTACT,                                                                                    \
		"call us|phone|contact|email us|schedule|appointment|free consultation|"              \
		"request a|book a|get a quote|learn how|download|talk to")                            \
	X(SCRIPT, "javascript|browser|enable|not supported|please wait|captcha|loading")              \
	X(MEMBER,                                                                                     \
		"joined|join date|posts:|messages|reaction score|member since|registered user|"       \
		"full member|senior member|junior member|active member|location:|points|"             \
		"thread starter|start date|reputation|likes received|solutions|badges|moderator|"     \
		"administrator|newbie|thanked|karma|contributor")                                     \
	X(DEAL,                                                                                       \
		"protection plan|ask an expert|free returns|delivery|pickup|pick up|ships|shipping|"  \
		"notify me|in store|financing|interest-free|installments|klarna|afterpay|sku|"        \
		"availability|select size|choose |size guide|qty|add to list|price alert|pre-order|"  \
		"money back|guarantee|secure checkout|payment methods|compare|only a few left|left!") \
	X(ABOUT,                                                                                      \
		"description|specification|specs|features|details|overview|about this|in the box|"    \
		"technical|ingredients|dimensions|materials|how to use|what's included|highlights|"   \
		"key benefits|product info|nutrition|care instructions|faq|frequently asked")         \
	X(OPINION,                                                                                    \
		"review|rating|out of 5|verified|helpful|testimonial|what our c|customers say|"       \
		"stars|recommends this|was this|trustpilot|feedback")

enum html_class_group {
#define X(group, words) CLASS_##group,
	HTML_CLASS_GROUPS(X)
#undef X
		CLASS_GROUPS,
};

enum html_text_group {
#define X(group, phrases) SAYS_##group,
	HTML_TEXT_GROUPS(X)
#undef X
		TEXT_GROUPS,
};

/* Tables for the look-ups; in the arena, made once a page. */
struct html_words;
struct html_words *html_words_make(struct arena *a);
/* Bits of enum html_class_group for the words of a class list ("postBody main-nav" has four). */
uint32_t html_words_of_class(const struct html_words *w, struct str list);
/* Bits of enum html_text_group for a short text. */
uint32_t html_words_of_text(const struct html_words *w, struct str text);

#endif
