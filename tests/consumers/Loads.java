// What Java reads of files: CertificateFactory.generateCertificates. Reads names, one a line;
// writes the name and the SHA-256 of each certificate, in order.
// With an argument, each file has a CA and a server: is the server's certificate verified by it?
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Set;

public class Loads {
	static void load(String name) throws Exception {
		Collection<? extends Certificate> loaded;
		try (InputStream in = new BufferedInputStream(new FileInputStream(name))) {
			loaded = CertificateFactory.getInstance("X.509").generateCertificates(in);
		} catch (CertificateException e) {
			return;
		}
		for (Certificate c : loaded) {
			StringBuilder hex = new StringBuilder();
			for (byte b : MessageDigest.getInstance("SHA-256").digest(c.getEncoded()))
				hex.append(String.format("%02x", b));
			System.out.println(name + "\t" + hex);
		}
	}

	static X509Certificate first(String text) throws CertificateException {
		CertificateFactory factory = CertificateFactory.getInstance("X.509");
		return (X509Certificate) factory.generateCertificates(new ByteArrayInputStream(text.getBytes())).iterator().next();
	}

	static String use(String name) throws Exception {
		String text = Files.readString(Path.of(name)), end = "-----END CERTIFICATE-----\n";
		int cut = text.indexOf(end) + end.length();
		X509Certificate server, ca;
		try {
			ca = first(text.substring(0, cut));
		} catch (CertificateException e) {
			return "refused";
		}
		server = first(text.substring(cut));
		PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ca, null)));
		parameters.setRevocationEnabled(false);
		parameters.setDate(new GregorianCalendar(2024, 0, 1).getTime());
		try {
			CertPathValidator.getInstance("PKIX").validate(
					CertificateFactory.getInstance("X.509").generateCertPath(List.of(server)), parameters);
		} catch (GeneralSecurityException e) {
			return "unusable";
		}
		return "used";
	}

	public static void main(String[] args) throws Exception {
		BufferedReader names = new BufferedReader(new InputStreamReader(System.in));
		for (String name; (name = names.readLine()) != null;)
			if (args.length > 0)
				System.out.println(name + "\t" + use(name));
			else
				load(name);
	}
}
