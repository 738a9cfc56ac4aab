/**
 * What people build their passwords from, in English, Portuguese and Spanish: in lower case, without accents.
 *
 * Lists of common passwords hold hardly any of fifteen characters; what people do when they have to
 * reach that length is to put several of these together. So the parts are listed, and rows of keys,
 * repetitions and years are recognised (`guessable-parts.ts`).
 */
const words = `
password passwort passwords passcode passphrase passw pass word login logon signin signup user username usuario
admin administrator administrador administrateur root sysadmin superuser manager owner guest test testing tester teste
prueba temp temporary default changeme change letmein welcome bemvindo bienvenido hello hola secret segredo secreto
secure security seguro segura seguranca seguridad senha contrasena clave chave chaveiro access acesso acceso entrar open
abrir master mestre maestro super system sistema server servidor database banco data dados datos computer computador
internet google facebook instagram whatsapp twitter youtube amazon microsoft windows apple iphone android samsung linux
github gitlab docker website email mail company empresa office oficina escritorio store shop loja tienda vtex ecommerce
money dinheiro dinero business negocio trabalho trabajo work home casa house family familia love lovely loveyou
iloveyou teamo amor amore amour forever always siempre sempre never nunca baby babe bebe sweet honey angel anjo heart
coracao corazon happy feliz smile friend friends amigo amiga amigos best life vida live world mundo peace time dream
sonho power force star stars estrella estrela moon luna lua sol sunshine summer winter spring autumn verao inverno
verano invierno primavera otono outono january february march april june july august september october november december
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro enero febrero mayo junio julio
septiembre octubre noviembre diciembre monday tuesday wednesday thursday friday saturday sunday segunda terca quarta
quinta sexta sabado domingo lunes martes miercoles jueves viernes today tomorrow hoje amanha number numero
football futebol futbol soccer baseball basketball hockey golf flamengo corinthians palmeiras santos gremio barcelona
madrid liverpool arsenal chelsea juventus boca river brasil brazil argentina mexico espana portugal america colombia chile
peru london paris dragon monkey tiger tigre lion leao eagle falcon wolf lobo bear panda cachorro gato gatinho dog puppy
kitty horse caballo cavalo butterfly mariposa borboleta princess princesa prince principe king queen rainha reina rei
shadow matrix batman superman spiderman starwars pokemon naruto hunter ninja samurai pirate killer ranger trustno
whatever nothing anything something everything somebody jesus jesuscristo cristo christ deus dios god bless faith
church biblia gabriel michael daniel david matthew joshua andrew anthony charlie robert thomas william jordan jennifer
jessica michelle nicole ashley amanda samantha maria jose joao juan carlos pedro paulo pablo luis miguel jorge antonio
fernando francisco rafael felipe bruno lucas mateus thiago rodrigo ricardo eduardo marcelo diego alejandro ana beatriz
camila julia juliana fernanda patricia mariana gabriela larissa leticia vanessa carla isabella valentina sofia laura
chocolate coffee cookie cheese pizza banana orange apple strawberry pepper ginger flower flores rosa rose blue azul red
green verde black preto negro white branco blanco purple silver golden yellow amarelo freedom liberty libertad liberdade
correct battery staple horse this that the and with from your mine minha meu meus mis mio nossa nuestro para como eres
you are qual quero quiero forte fuerte facil easy hard strong long longo larga larga muito mucho very much great good
bom boa bueno buena bonito linda lindo nova novo nuevo nueva new old first primeira primeiro primera ultimo last one two
three four five six seven eight nine ten zero uno dos tres cuatro cinco seis siete ocho nueve diez um dois quatro sete
oito nove dez mil cem cien hundred thousand million asdf qwer zxcv qwerty qwertz azerty qazwsx abc xyz
`;

/** Each once, the longest first; without those that are too short to mean anything inside another word. */
export const commonParts: readonly string[] = [...new Set(words.split(/\s+/))]
  .filter((word) => word.length >= 4)
  .toSorted((a, b) => b.length - a.length);
