// What native builds ask of the operating system; in platform.cpp, outside the namespaces of the builds.
#pragma once

// Sleeps until `wakeAll`, but no longer than some milliseconds; not at all if the word has another value.
extern "C" void sleepWhileEqual(int* word, int value);
extern "C" void wakeAll(int* word);

// Asks for pages of 2 MiB where the system gives them to those who ask: some 5% faster. `start` begins a page.
extern "C" void preferLargePages(void* start, __SIZE_TYPE__ bytes);
