/* Preloaded into a server that can only listen on every address: it listens on 127.0.0.1 instead. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>

int bind(int socket, const struct sockaddr* address, socklen_t size) {
  int (*next)(int, const struct sockaddr*, socklen_t) = (int (*)(int, const struct sockaddr*, socklen_t))dlsym(RTLD_NEXT, "bind");
  if (address->sa_family == AF_INET && ((const struct sockaddr_in*)address)->sin_addr.s_addr == htonl(INADDR_ANY)) {
    struct sockaddr_in loopback = *(const struct sockaddr_in*)address;
    loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return next(socket, (const struct sockaddr*)&loopback, sizeof loopback);
  }
  return next(socket, address, size);
}
