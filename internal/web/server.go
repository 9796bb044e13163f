package web

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/net/netutil"
)

// The limits of a Server. Connections are many, since a slow one costs little: those who
// send slowly lose theirs before they could keep others out.
const (
	MaxConnections = 2048
	MaxHeader      = 16 << 10 // bytes
	MaxBody        = 1 << 20  // bytes, of a request
	headerTime     = 5 * time.Second
	requestTime    = 30 * time.Second
	answerTime     = time.Minute
	idleTime       = time.Minute
	// parting is how long a Server that ends waits for what it is still answering.
	parting = 30 * time.Second
)

// Options say where a Server listens, and who may call it what.
type Options struct {
	// Address is HOST:PORT, or unix:PATH for a socket; port 0 is one that is free.
	Address string
	// Names are the host names, without port, by which it may be called, besides those of
	// loopback. An address that others reach is refused without any: whoever opens it has
	// to say so.
	Names []string
	// TLS has the server's certificate; nil for no encryption.
	TLS *tls.Config
	// Log is told of every request; nil for nobody.
	Log *slog.Logger
}

// Server answers requests over HTTP.
type Server struct {
	listener net.Listener
	http     *http.Server
}

// Listen opens the address. The Server answers when it is told to Serve. It refuses
// web.exposed (an address that others reach, without Names), web.address (none that can
// be read) and web.taken (one that cannot be had), which Words say.
func Listen(ctx context.Context, o Options, handler http.Handler) (*Server, error) {
	listener, err := listen(ctx, o)
	if err != nil {
		return nil, err
	}
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if listener.Addr().Network() != "unix" { // whoever may open the socket has a right to
		handler = named(o.Names, handler)
	}
	return &Server{
		listener: netutil.LimitListener(listener, MaxConnections),
		http: &http.Server{
			Handler:           logged(log, secured(o.TLS != nil, http.MaxBytesHandler(handler, MaxBody))),
			ReadHeaderTimeout: headerTime, ReadTimeout: requestTime, WriteTimeout: answerTime, IdleTimeout: idleTime,
			MaxHeaderBytes: MaxHeader, TLSConfig: o.TLS, Protocols: protocols(),
			ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		},
	}, nil
}

// protocols is HTTP/1.1 alone: a connection asks for one thing at a time, so the limits of
// connections are those of what is asked for.
func protocols() *http.Protocols {
	var p http.Protocols
	p.SetHTTP1(true)
	return &p
}

// serve answers by TLS if there is a certificate.
func (s *Server) serve() error {
	if s.http.TLSConfig != nil {
		return s.http.ServeTLS(s.listener, "", "")
	}
	return s.http.Serve(s.listener)
}

func (s *Server) scheme() string {
	if s.http.TLSConfig != nil {
		return "https://"
	}
	return "http://"
}

// URL is the address as a browser takes it; that of a socket is unix:PATH.
func (s *Server) URL() string {
	at := s.listener.Addr()
	if at.Network() == "unix" {
		return socketPrefix + at.String()
	}
	return s.scheme() + at.String()
}

// URLBy is URL by another name of this computer than its address; that of a socket has none.
func (s *Server) URLBy(name string) string {
	at, is := s.listener.Addr().(*net.TCPAddr)
	if !is {
		return s.URL()
	}
	return s.scheme() + net.JoinHostPort(name, strconv.Itoa(at.Port))
}

// Serve answers until the context ends. It takes no more requests then, answers those
// that it has, and returns nil; what is not done within half a minute is broken off, with
// an error.
func (s *Server) Serve(ctx context.Context) error {
	ended := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), parting)
		defer cancel()
		err := s.http.Shutdown(last)
		if err != nil {
			_ = s.http.Close()
		}
		ended <- err
	})
	err := s.serve()
	if stop() || !errors.Is(err, http.ErrServerClosed) {
		return errors.Join(err, s.http.Close())
	}
	return <-ended
}
