// Runs machine code on the real processor: reads cases from standard input, writes what became of
// registers, flags and memory to standard output. Linux on x86-64 only. stream.ts is the other end
// of the pipe and says what a case and a result look like; the build passes the addresses in.
//
// A case's code runs with all sixteen registers its own, including rsp. It ends by arriving at
// EXIT_ADDR, or by a signal: handlers run on a stack of their own and take the registers from there.

#define _GNU_SOURCE
#include <asm/prctl.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

enum { REGS = 16, WINDOWS = 3, CODE = 0, DATA = 1, STACK = 2 };
enum { WANT_TRACE = 1, MAX_STEPS = 4096 };
#define TRAP_FLAG 0x100ull
/** What a user program may always have in its flags: bit 1 and IF. */
#define CALM_FLAGS 0x202ull

/** Part of an area that a case fills and gets back. */
struct window {
  uint64_t addr;
  uint32_t len;
  uint32_t pad;
};

struct case_head {
  uint32_t magic;
  uint32_t want;
  uint64_t entry;
  uint64_t gs_base;
  uint64_t regs[REGS];
  uint64_t flags;
  struct window windows[WINDOWS];
};

/** State after a case, or in a trace before each of its insns; data and stack follow. */
struct state {
  uint64_t rip;
  uint64_t regs[REGS];
  uint64_t flags;
};

struct result_head {
  uint32_t signal;
  uint32_t steps;
  uint64_t fault_addr;
  /** Bytes outside the windows that are no longer zero. */
  uint64_t strays;
  struct state last;
};

static const struct {
  uint64_t addr;
  size_t len;
} areas[WINDOWS] = {{CODE_AREA, AREA_LEN}, {DATA_AREA, AREA_LEN}, {STACK_AREA, AREA_LEN}};

/** Shared with the assembly below, which knows the offsets. */
struct context {
  uint64_t regs[REGS];
  uint64_t flags;
  uint64_t entry;
  uint64_t host_rsp;
} context __attribute__((used));

_Static_assert(offsetof(struct context, flags) == 128, "used below");
_Static_assert(offsetof(struct context, entry) == 136, "used below");
_Static_assert(offsetof(struct context, host_rsp) == 144, "used below");

void native_enter(void);
void native_leave(void);
void native_resume(void);

// enter: keep what C wants kept, load flags, then registers, then go; mov changes no flag.
// leave: where EXIT_ADDR leads; stores everything before it touches anything.
// resume: where a signal handler returns to, with the case's state taken already.
__asm__(".text\n"
        "native_enter:\n"
        "  push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
        "  mov %rsp, context+144(%rip)\n"
        "  pushq context+128(%rip)\n"
        "  popfq\n"
        "  mov context+0(%rip), %rax\n"
        "  mov context+8(%rip), %rcx\n"
        "  mov context+16(%rip), %rdx\n"
        "  mov context+24(%rip), %rbx\n"
        "  mov context+32(%rip), %rsp\n"
        "  mov context+40(%rip), %rbp\n"
        "  mov context+48(%rip), %rsi\n"
        "  mov context+56(%rip), %rdi\n"
        "  mov context+64(%rip), %r8\n"
        "  mov context+72(%rip), %r9\n"
        "  mov context+80(%rip), %r10\n"
        "  mov context+88(%rip), %r11\n"
        "  mov context+96(%rip), %r12\n"
        "  mov context+104(%rip), %r13\n"
        "  mov context+112(%rip), %r14\n"
        "  mov context+120(%rip), %r15\n"
        "  jmp *context+136(%rip)\n"
        "native_leave:\n"
        "  mov %rax, context+0(%rip)\n"
        "  mov %rcx, context+8(%rip)\n"
        "  mov %rdx, context+16(%rip)\n"
        "  mov %rbx, context+24(%rip)\n"
        "  mov %rsp, context+32(%rip)\n"
        "  mov %rbp, context+40(%rip)\n"
        "  mov %rsi, context+48(%rip)\n"
        "  mov %rdi, context+56(%rip)\n"
        "  mov %r8, context+64(%rip)\n"
        "  mov %r9, context+72(%rip)\n"
        "  mov %r10, context+80(%rip)\n"
        "  mov %r11, context+88(%rip)\n"
        "  mov %r12, context+96(%rip)\n"
        "  mov %r13, context+104(%rip)\n"
        "  mov %r14, context+112(%rip)\n"
        "  mov %r15, context+120(%rip)\n"
        "  mov context+144(%rip), %rsp\n"
        "  pushfq\n"
        "  popq context+128(%rip)\n"
        "native_resume:\n"
        "  pushq $0x202\n"
        "  popfq\n"
        "  pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
        "  ret\n");

/** Where Linux keeps the registers of a signal frame, in encoding order. */
static const int greg_of[REGS] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP,
                                  REG_RSI, REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                  REG_R12, REG_R13, REG_R14, REG_R15};

static struct case_head head;
static struct result_head result;
static volatile sig_atomic_t running;
static volatile uint64_t case_count;

static unsigned char *trace;
static size_t trace_len;

static void die(const char *what) {
  perror(what);
  exit(2);
}

static size_t step_size(void) {
  return sizeof(struct state) + head.windows[DATA].len + head.windows[STACK].len;
}

static void take_state(struct state *state, const greg_t *gregs) {
  for (int reg = 0; reg < REGS; reg++) state->regs[reg] = (uint64_t)gregs[greg_of[reg]];
  state->rip = (uint64_t)gregs[REG_RIP];
  state->flags = (uint64_t)gregs[REG_EFL] & ~TRAP_FLAG;
}

static void *at(uint64_t addr) { return (void *)(uintptr_t)addr; }

static void record_step(const greg_t *gregs) {
  struct state state;
  take_state(&state, gregs);
  memcpy(trace + trace_len, &state, sizeof state);
  trace_len += sizeof state;
  for (int i = DATA; i <= STACK; i++) {
    memcpy(trace + trace_len, at(head.windows[i].addr), head.windows[i].len);
    trace_len += head.windows[i].len;
  }
  result.steps++;
}

static void stop_case(int signal, const siginfo_t *info, greg_t *gregs) {
  result.signal = (uint32_t)signal;
  result.fault_addr = signal == SIGSEGV || signal == SIGBUS ? (uint64_t)(uintptr_t)info->si_addr : 0;
  take_state(&result.last, gregs);
  gregs[REG_RIP] = (greg_t)(uintptr_t)native_resume;
  gregs[REG_RSP] = (greg_t)context.host_rsp;
  gregs[REG_EFL] = CALM_FLAGS;
}

/** A single step of a trace. The first ones are in native_enter, on the way to the case. */
static void on_step(greg_t *gregs) {
  const uint64_t rip = (uint64_t)gregs[REG_RIP];
  if (rip == (uint64_t)(uintptr_t)native_leave || rip == EXIT_ADDR) gregs[REG_EFL] &= ~TRAP_FLAG;
  const int outside = rip < CODE_AREA || rip >= CODE_AREA + AREA_LEN;
  if (outside && rip != EXIT_ADDR) return;
  if (result.steps < MAX_STEPS) record_step(gregs);
}

static void on_signal(int signal, siginfo_t *info, void *frame) {
  greg_t *gregs = ((ucontext_t *)frame)->uc_mcontext.gregs;
  if (!running) {
    static const char text[] = "harness: a signal outside of any case\n";
    if (write(2, text, sizeof text - 1) < 0) _exit(3);
    _exit(3);
  }
  if (signal == SIGTRAP && info->si_code == TRAP_TRACE) on_step(gregs);
  else stop_case(signal, info, gregs);
}

/** A case that is still there at the next tick never ends. */
static void on_tick(int signal, siginfo_t *info, void *frame) {
  static uint64_t seen;
  if (running && seen == case_count) {
    stop_case(signal, info, ((ucontext_t *)frame)->uc_mcontext.gregs);
  }
  seen = case_count;
}

static void handle(int signal, void (*handler)(int, siginfo_t *, void *)) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
  sigfillset(&action.sa_mask);
  if (sigaction(signal, &action, NULL) != 0) die("sigaction");
}

static void set_up_signals(void) {
  static unsigned char handler_stack[1 << 18];
  stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
  if (sigaltstack(&stack, NULL) != 0) die("sigaltstack");
  const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) handle(signals[i], on_signal);
  handle(SIGALRM, on_tick);
  const struct itimerval every = {{0, 400000}, {0, 400000}};
  if (setitimer(ITIMER_REAL, &every, NULL) != 0) die("setitimer");
}

static void map_area(uint64_t addr, size_t len, int prot) {
  void *got = mmap(at(addr), len, prot,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (got != at(addr)) die("cannot mmap at a fixed address");
}

static void map_areas(void) {
  map_area(CODE_AREA, AREA_LEN, PROT_READ | PROT_WRITE | PROT_EXEC);
  map_area(DATA_AREA, AREA_LEN, PROT_READ | PROT_WRITE);
  map_area(STACK_AREA, AREA_LEN, PROT_READ | PROT_WRITE);
  const uint64_t exit_page = EXIT_ADDR & ~0xfffull;
  map_area(exit_page, 0x1000, PROT_READ | PROT_WRITE | PROT_EXEC);
  // jmp *0(%rip), and the address behind it
  const unsigned char jump[] = {0xff, 0x25, 0, 0, 0, 0};
  const uint64_t leave = (uint64_t)(uintptr_t)native_leave;
  memcpy(at(EXIT_ADDR), jump, sizeof jump);
  memcpy(at(EXIT_ADDR + sizeof jump), &leave, sizeof leave);
}

static int read_exactly(void *to, size_t len) {
  return len == 0 || fread(to, len, 1, stdin) == 1;
}

static void write_exactly(const void *from, size_t len) {
  if (len > 0 && fwrite(from, len, 1, stdout) != 1) die("write");
}

static void read_windows(void) {
  for (int i = 0; i < WINDOWS; i++) {
    const struct window *window = &head.windows[i];
    const uint64_t start = areas[i].addr;
    if (window->addr < start || window->addr + window->len > start + areas[i].len) {
      fprintf(stderr, "harness: window %d outside of its area\n", i);
      exit(2);
    }
    if (!read_exactly(at(window->addr), window->len)) die("read of a window");
  }
}

/** Counts what is not zero outside the window; leaves the whole area zero. */
static uint64_t clean_area(int i) {
  const struct window *window = &head.windows[i];
  memset(at(window->addr), 0, window->len);
  uint64_t strays = 0;
  const uint64_t *words = at(areas[i].addr);
  for (size_t word = 0; word < areas[i].len / 8; word++) strays += words[word] != 0;
  if (strays > 0) memset(at(areas[i].addr), 0, areas[i].len);
  return strays;
}

static void run_case(void) {
  static uint64_t gs_base;
  if (head.gs_base != gs_base && syscall(SYS_arch_prctl, ARCH_SET_GS, head.gs_base) != 0) {
    die("arch_prctl");
  }
  gs_base = head.gs_base;
  memset(&result, 0, sizeof result);
  trace_len = 0;
  memcpy(context.regs, head.regs, sizeof context.regs);
  context.flags = head.flags | (head.want & WANT_TRACE ? TRAP_FLAG : 0);
  context.entry = head.entry;
  case_count++;
  running = 1;
  native_enter();
  running = 0;
  if (result.signal != 0) return;
  memcpy(result.last.regs, context.regs, sizeof context.regs);
  result.last.flags = context.flags & ~TRAP_FLAG;
  result.last.rip = EXIT_ADDR;
}

static void write_result(void) {
  unsigned char *kept = malloc(head.windows[DATA].len + head.windows[STACK].len + 1);
  if (kept == NULL) die("malloc");
  memcpy(kept, at(head.windows[DATA].addr), head.windows[DATA].len);
  memcpy(kept + head.windows[DATA].len, at(head.windows[STACK].addr), head.windows[STACK].len);
  clean_area(CODE);
  result.strays = clean_area(DATA) + clean_area(STACK);
  write_exactly(&result, sizeof result);
  write_exactly(kept, head.windows[DATA].len + head.windows[STACK].len);
  write_exactly(trace, trace_len);
  free(kept);
}

int main(void) {
  map_areas();
  set_up_signals();
  while (read_exactly(&head, sizeof head)) {
    if (head.magic != CASE_MAGIC) {
      fprintf(stderr, "harness: case %llu has a wrong mark\n", (unsigned long long)case_count);
      return 2;
    }
    read_windows();
    if (head.want & WANT_TRACE) {
      trace = realloc(trace, MAX_STEPS * step_size());
      if (trace == NULL) die("realloc");
    }
    run_case();
    write_result();
  }
  return 0;
}
