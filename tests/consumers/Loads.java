// What Java reads of files: CertificateFactory.generateCertificates. Reads names, one a line;
// writes the name and the SHA-256 of each certificate, in order.
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;

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

	public static void main(String[] args) throws Exception {
		BufferedReader names = new BufferedReader(new InputStreamReader(System.in));
		for (String name; (name = names.readLine()) != null;)
			load(name);
	}
}
