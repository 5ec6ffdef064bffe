//! A web server on a port that the system gives: it answers as a test says, also badly, and keeps what it was asked.

use base64::{Engine, prelude::BASE64_STANDARD};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};
use std::{
    fmt::Write as _,
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

/// What a client asked.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// With what stands behind `?`.
    pub path: String,
    /// Names in small letters.
    headers: Vec<(String, String)>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// What the server does about it.
#[derive(Clone, Debug)]
pub enum Reply {
    Answer {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    },
    /// Says that `length` bytes will come, sends these, and hangs up.
    Cut { length: u64, body: Vec<u8> },
    /// The same, but then says nothing more until the client leaves.
    Stall { length: u64, body: Vec<u8> },
    /// Sends until the client leaves, without saying how much.
    Endless,
    /// Hangs up at once.
    HangUp,
    /// Says nothing until the client leaves.
    Silence,
}

impl Reply {
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::Answer {
            status: 200,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    pub fn status(status: u16) -> Self {
        Self::Answer {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub fn to(location: impl Into<String>) -> Self {
        Self::status(302).with("location", location)
    }

    /// A page for browsers.
    pub fn page() -> Self {
        Self::ok("<!doctype html><title>Sign in</title>").with("content-type", "text/html; charset=utf-8")
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.push((name, value.into()));
        }
        self
    }
}

/// Gone with all its connections that are not hanging when it is dropped.
pub struct Web {
    address: SocketAddr,
    scheme: &'static str,
    asked: Arc<Mutex<Vec<Request>>>,
    ended: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

impl Web {
    pub fn http(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(None, Arc::new(handler))
    }

    pub fn https(authority: &Authority, handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(Some(authority.server.clone()), Arc::new(handler))
    }

    fn start(tls: Option<Arc<ServerConfig>>, handler: Arc<Handler>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let mut web = Self {
            address: listener.local_addr().expect("its address"),
            scheme: if tls.is_some() { "https" } else { "http" },
            asked: Arc::default(),
            ended: Arc::default(),
            accepting: None,
        };
        let (asked, ended) = (web.asked.clone(), web.ended.clone());
        web.accepting = Some(thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if ended.load(Ordering::Acquire) {
                    break;
                }
                let (tls, asked, handler) = (tls.clone(), asked.clone(), handler.clone());
                // A client that leaves, or does not trust us, ends its connection alone.
                thread::spawn(move || connection(stream, tls, &asked, &*handler));
            }
        }));
        web
    }

    /// `127.0.0.1:port`
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.address)
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Release);
        // Wakes the thread that accepts; where that fails it has ended.
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

/// The first byte of a TLS connection (RFC 8446, section 5.1).
const TLS_HANDSHAKE: u8 = 22;

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

fn connection(
    tcp: TcpStream,
    tls: Option<Arc<ServerConfig>>,
    asked: &Mutex<Vec<Request>>,
    handler: &Handler,
) -> io::Result<()> {
    let mut stream: Box<dyn Stream> = match tls {
        None => Box::new(tcp),
        Some(config) => {
            let server = ServerConnection::new(config).map_err(io::Error::other)?;
            Box::new(StreamOwned::new(server, tcp))
        }
    };
    let mut reader = BufReader::new(&mut *stream);
    // As other servers do it: one that wants to speak of encryption here is told so, and not left waiting.
    if reader.fill_buf()?.first() == Some(&TLS_HANDSHAKE) {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n")?;
        return until_it_leaves(&mut *stream);
    }
    let request = read(&mut reader)?;
    asked
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(request.clone());
    write(&mut *stream, &request, handler(&request))
}

fn read(reader: &mut impl BufRead) -> io::Result<Request> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let request = Request {
        method,
        path,
        headers,
    };
    let length = request.header("content-length").and_then(|it| it.parse().ok());
    io::copy(&mut reader.take(length.unwrap_or(0)), &mut io::sink())?;
    Ok(request)
}

fn write(stream: &mut dyn Stream, request: &Request, reply: Reply) -> io::Result<()> {
    let begin =
        |length: u64| format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
    match reply {
        Reply::Answer {
            status,
            headers,
            body,
        } => {
            let mut text = format!("HTTP/1.1 {status} As Told\r\nconnection: close\r\n");
            for (name, value) in headers {
                let _ = write!(text, "{name}: {value}\r\n");
            }
            let _ = write!(text, "content-length: {}\r\n\r\n", body.len());
            stream.write_all(text.as_bytes())?;
            if request.method != "HEAD" {
                stream.write_all(&body)?;
            }
            stream.flush()
        }
        Reply::Cut { length, body } => {
            stream.write_all(begin(length).as_bytes())?;
            stream.write_all(&body)?;
            stream.flush()
        }
        Reply::Stall { length, body } => {
            stream.write_all(begin(length).as_bytes())?;
            stream.write_all(&body)?;
            stream.flush()?;
            until_it_leaves(stream)
        }
        Reply::Endless => {
            let piece = [0; 16 << 10];
            stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")?;
            loop {
                stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes())?;
                stream.write_all(&piece)?;
                stream.write_all(b"\r\n")?;
            }
        }
        Reply::HangUp => Ok(()),
        Reply::Silence => until_it_leaves(stream),
    }
}

fn until_it_leaves(stream: &mut dyn Stream) -> io::Result<()> {
    io::copy(stream, &mut io::sink()).map(drop)
}

/// Who signs the certificates of servers on this machine.
pub struct Authority {
    certificate: CertificateDer<'static>,
    server: Arc<ServerConfig>,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let issuer = CertifiedIssuer::self_signed(params, key).expect("a certificate");
        let key = KeyPair::generate().expect("a key");
        let leaf = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()])
            .and_then(|params| params.signed_by(&key, &issuer))
            .expect("a certificate");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key)
            .expect("a certificate with its key");
        Self {
            certificate: issuer.der().clone(),
            server: Arc::new(server),
        }
    }

    /// For a client that trusts it, and nobody else.
    pub fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).expect("a certificate");
        roots
    }

    /// As `SSL_CERT_FILE` takes it.
    pub fn pem(&self) -> String {
        let text = BASE64_STANDARD.encode(&self.certificate);
        let lines: Vec<&str> = text
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).expect("ASCII"))
            .collect();
        format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            lines.join("\n")
        )
    }
}
