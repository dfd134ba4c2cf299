// Runs the kernels outside of Node, so that a compiler's sanitizers can watch them: reads an arena from the file of the
// first argument, runs the program that it names some times, and writes the arena to the file of the second.
#include <pthread.h>
#include <sanitizer/asan_interface.h>
#include <stdio.h>
#include <stdlib.h>

constexpr unsigned LINE_BYTES = 64;
constexpr unsigned THREADS_WORD = 2;

namespace BUILD {
void run(int thread, float* arena);
}

// What the file begins with; then come the guards, as numbers of lines, and then the lines of the arena.
struct Header {
  unsigned lines, runs, guards;
};

struct Job {
  int thread;
  char* arena;
};

static void* work(void* data) {
  const Job* job = (const Job*)data;
  BUILD::run(job->thread, (float*)job->arena);
  return nullptr;
}

static void require(bool condition, const char* what) {
  if (condition) return;
  fprintf(stderr, "kernelRunner: %s\n", what);
  exit(2);
}

int main(int count, char** arguments) {
  require(count == 3, "takes the names of two files");
  FILE* in = fopen(arguments[1], "rb");
  require(in, "cannot open the input");
  Header header;
  require(fread(&header, sizeof header, 1, in) == 1, "no header");
  unsigned* guards = (unsigned*)malloc(header.guards * sizeof(unsigned));
  require(fread(guards, sizeof(unsigned), header.guards, in) == header.guards, "no guards");
  char* arena = (char*)aligned_alloc(LINE_BYTES, (size_t)header.lines * LINE_BYTES);
  require(arena && fread(arena, LINE_BYTES, header.lines, in) == header.lines, "no arena");
  fclose(in);

  for (unsigned i = 0; i < header.guards; i++) __asan_poison_memory_region(arena + (size_t)guards[i] * LINE_BYTES, LINE_BYTES);
  const unsigned threads = ((const unsigned*)arena)[THREADS_WORD];
  pthread_t handles[64];
  Job jobs[64];
  require(threads >= 1 && threads <= 64, "more threads than it can run");
  for (unsigned run = 0; run < header.runs; run++) {
    for (unsigned i = 0; i < threads; i++) {
      jobs[i] = {(int)i, arena};
      require(pthread_create(&handles[i], nullptr, work, &jobs[i]) == 0, "no thread");
    }
    for (unsigned i = 0; i < threads; i++) pthread_join(handles[i], nullptr);
  }
  for (unsigned i = 0; i < header.guards; i++) __asan_unpoison_memory_region(arena + (size_t)guards[i] * LINE_BYTES, LINE_BYTES);

  FILE* out = fopen(arguments[2], "wb");
  require(out && fwrite(arena, LINE_BYTES, header.lines, out) == header.lines && fclose(out) == 0, "cannot write");
  free(arena);
  free(guards);
  return 0;
}
